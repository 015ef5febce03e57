package dev.roomcast.webhooks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QuestionQueueTest {

    private final QuestionQueue queue = new QuestionQueue(1, 1000, new ManualClock());

    @Test
    void asks_the_next_question_after_an_error() {
        CompletableFuture<?> failed = queue.submit(() -> {
                    throw new InternalError("thrown by the test");
                })
                .toCompletableFuture();
        assertTrue(failed.isCompletedExceptionally());
        CompletableFuture<?> next = queue.submit(
                        () -> CompletableFuture.completedFuture(new WebhookEndpoint.Response(200, "")))
                .toCompletableFuture();
        assertTrue(next.isDone());
    }
}
