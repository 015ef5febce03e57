package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OnceTest {

    private long now;
    private int count;
    private final Once<String, Integer> once = new Once<>(3, 1000, () -> now);

    private CompletionStage<Integer> run(String key) {
        return once.run(key, () -> CompletableFuture.completedFuture(++count));
    }

    private int result(String key) {
        return run(key).toCompletableFuture().join();
    }

    @Test
    void what_was_done_is_not_done_again() {
        assertEquals(1, result("a"));
        assertEquals(2, result("b"));
        assertEquals(1, result("a"));
    }

    @Test
    void without_a_key_it_is_always_done() {
        assertEquals(1, result(null));
        assertEquals(2, result(null));
    }

    @Test
    void it_is_forgotten_after_its_time() {
        assertEquals(1, result("a"));
        now = 999;
        assertEquals(1, result("a"));
        now = 1000;
        assertEquals(2, result("a"));
    }

    @Test
    void beyond_its_size_the_oldest_is_forgotten() {
        result("a");
        result("b");
        result("c");
        assertEquals(4, result("d"));
        assertEquals(4, result("d"));
        assertEquals(3, result("c"));
        assertEquals(5, result("a"));
    }

    @Test
    void who_asks_while_it_is_being_done_waits_for_the_same() {
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        CompletionStage<Integer> first = once.run("a", () -> slow);

        assertSame(first, run("a"));
        assertFalse(first.toCompletableFuture().isDone());
    }

    @Test
    void what_failed_may_be_tried_again() {
        CompletableFuture<Integer> failing = new CompletableFuture<>();
        once.run("a", () -> failing);
        failing.completeExceptionally(new IllegalStateException("not today"));

        assertEquals(1, result("a"));
    }
}
