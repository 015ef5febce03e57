package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class IdempotencyCacheTest {

    private long now;
    private int count;
    private final IdempotencyCache<String, Integer> once = new IdempotencyCache<>(3, 1000, () -> now);

    private CompletionStage<Integer> run(String key) {
        return once.run(key, () -> CompletableFuture.completedFuture(++count));
    }

    private int result(String key) {
        return run(key).toCompletableFuture().join();
    }

    @Test
    void executes_a_request_once_per_key() {
        assertEquals(1, result("a"));
        assertEquals(2, result("b"));
        assertEquals(1, result("a"));
    }

    @Test
    void executes_every_time_without_a_key() {
        assertEquals(1, result(null));
        assertEquals(2, result(null));
    }

    @Test
    void drops_entries_after_their_lifetime() {
        assertEquals(1, result("a"));
        now = 999;
        assertEquals(1, result("a"));
        now = 1000;
        assertEquals(2, result("a"));
    }

    @Test
    void evicts_the_oldest_beyond_its_size() {
        result("a");
        result("b");
        result("c");
        assertEquals(4, result("d"));
        assertEquals(4, result("d"));
        assertEquals(3, result("c"));
        assertEquals(5, result("a"));
    }

    @Test
    void shares_the_result_of_a_running_request() {
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        CompletionStage<Integer> first = once.run("a", () -> slow);

        assertSame(first, run("a"));
        assertFalse(first.toCompletableFuture().isDone());
    }

    @Test
    void allows_a_retry_after_a_failure() {
        CompletableFuture<Integer> failing = new CompletableFuture<>();
        once.run("a", () -> failing);
        failing.completeExceptionally(new IllegalStateException("not today"));

        assertEquals(1, result("a"));
    }
}
