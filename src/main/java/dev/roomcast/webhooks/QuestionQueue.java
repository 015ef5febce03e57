package dev.roomcast.webhooks;

import dev.roomcast.concurrent.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Bounds the concurrent requests to an application's server; further ones wait. A request whose response could no
 * longer arrive in time is dropped, to save the server work. Thread: any.
 */
final class QuestionQueue {

    /** The weight of the newest response in the average response time. */
    private static final double WEIGHT = 1.0 / 8;

    private final int concurrent;
    private final long timeoutMillis;
    private final Clock clock;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int asked;
    /** The average response time, in milliseconds. */
    private double average;

    private record Waiting(
            Supplier<CompletionStage<WebhookEndpoint.Response>> question,
            CompletableFuture<WebhookEndpoint.Response> answer,
            long deadline) {}

    /** Thrown when too many requests wait for a response in time. */
    static final class OverloadedException extends RuntimeException {
        OverloadedException() {
            super("too many questions wait", null, false, false);
        }
    }

    /**
     * @param concurrent the maximum number of concurrent requests
     * @param timeoutMillis the time from the call to the end of the response, in milliseconds
     */
    QuestionQueue(int concurrent, long timeoutMillis, Clock clock) {
        this.concurrent = concurrent;
        this.timeoutMillis = timeoutMillis;
        this.clock = clock;
    }

    /** @return the response; fails with {@link OverloadedException} if it could not arrive in time */
    CompletionStage<WebhookEndpoint.Response> submit(Supplier<CompletionStage<WebhookEndpoint.Response>> question) {
        Waiting mine = new Waiting(question, new CompletableFuture<>(), clock.monotonicMillis() + timeoutMillis);
        synchronized (this) {
            if (asked >= concurrent) {
                double wait = average * (waiting.size() + 1) / concurrent;
                if (wait + average > timeoutMillis) {
                    return CompletableFuture.failedFuture(new OverloadedException());
                }
                waiting.add(mine);
                return mine.answer;
            }
            asked++;
        }
        start(mine);
        return mine.answer;
    }

    private void start(Waiting next) {
        long start = clock.monotonicMillis();
        CompletionStage<WebhookEndpoint.Response> answer;
        try {
            answer = next.question.get();
        } catch (Throwable e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, failure) -> {
            onAnswer(clock.monotonicMillis() - start);
            if (failure == null) {
                next.answer.complete(value);
            } else {
                next.answer.completeExceptionally(failure);
            }
        });
    }

    /** Starts the first waiting request with enough time left, after a response has arrived. */
    private void onAnswer(long millis) {
        while (true) {
            Waiting next;
            boolean isLate;
            synchronized (this) {
                average = average == 0 ? millis : average + WEIGHT * (millis - average);
                next = waiting.poll();
                if (next == null) {
                    asked--;
                    return;
                }
                isLate = clock.monotonicMillis() + average > next.deadline;
            }
            if (!isLate) {
                start(next);
                return;
            }
            next.answer.completeExceptionally(new OverloadedException());
        }
    }
}
