package dev.roomcast.webhooks;

import dev.roomcast.concurrent.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Bounds the concurrent requests to an application's server; further ones wait. A request is dropped when its response
 * could not arrive in time: it would only cost the server work. Thread: any.
 */
final class QuestionQueue {

    /** The weight of the newest answer in the average time of an answer. */
    private static final double WEIGHT = 1.0 / 8;

    private final int concurrent;
    private final long timeoutMillis;
    private final Clock clock;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int asked;
    /** The average time of an answer, in milliseconds. */
    private double average;

    private record Waiting(
            Supplier<CompletionStage<WebhookEndpoint.Response>> question,
            CompletableFuture<WebhookEndpoint.Response> answer,
            long deadline) {}

    /** Too many questions wait for this one to be answered in time. */
    static final class OverloadedException extends RuntimeException {
        OverloadedException() {
            super("too many questions wait", null, false, false);
        }
    }

    /**
     * @param concurrent questions at once
     * @param timeoutMillis from the call to the end of the answer
     */
    QuestionQueue(int concurrent, long timeoutMillis, Clock clock) {
        this.concurrent = concurrent;
        this.timeoutMillis = timeoutMillis;
        this.clock = clock;
    }

    /** @return the response; fails with {@link OverloadedException} where it could not arrive in time */
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

    /** One answer is there: the first question in the queue that still has time takes its place. */
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
