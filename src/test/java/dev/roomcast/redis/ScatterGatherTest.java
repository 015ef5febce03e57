package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScatterGatherTest {

    private final ScatterGather query = new ScatterGather();
    private final CompletableFuture<List<String>> all = query.replies().toCompletableFuture();

    @Test
    void completes_when_every_node_has_answered() {
        query.onReply("a", "1");
        query.onSent(Set.of("a", "b"), 0);
        query.onReply("c", "3");
        assertFalse(all.isDone());
        query.onReply("b", "2");
        assertEquals(Set.of("1", "2", "3"), Set.copyOf(all.join()));
    }

    @Test
    void waits_for_the_answers_of_all_listening_nodes() {
        query.onSent(Set.of("a"), 2);
        query.onReply("a", "1");
        assertFalse(all.isDone());
        query.onReply("new", "2");
        assertTrue(all.isDone());
    }

    @Test
    void fails_when_it_is_cancelled() {
        query.onSent(Set.of("a"), 0);
        query.end();
        assertTrue(all.isCompletedExceptionally());
    }
}
