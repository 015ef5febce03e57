package dev.roomcast.webhooks;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/** Sends the requests of one hook to an application's server, with bounds, counters and log lines. Thread: any. */
public final class HookClient {

    private final Hook hook;
    private final WebhookEndpoint endpoint;
    private final QuestionQueue queue;
    private final Clock clock;
    private final LogThrottle failures;
    private final AtomicLong number = new AtomicLong();

    /**
     * The settings of a hook.
     *
     * @param idPrefix the prefix of the unique ids of its requests
     * @param concurrent the maximum number of concurrent requests
     * @param timeoutMillis the time from a request to the end of its response, in milliseconds
     * @param log receives the cause of a failure, and the number of suppressed lines
     */
    public record Hook(
            String idPrefix,
            int concurrent,
            long timeoutMillis,
            WebhookCounters.Questions counters,
            ObjLongConsumer<String> log) {}

    public HookClient(Hook hook, WebhookEndpoint endpoint, Clock clock) {
        this.hook = hook;
        this.endpoint = endpoint;
        this.queue = new QuestionQueue(hook.concurrent, hook.timeoutMillis, clock);
        this.clock = clock;
        this.failures = new LogThrottle(clock::monotonicMillis);
    }

    /**
     * Sends a request.
     *
     * @return the response with status 200; fails with {@link WebhookException}, or with {@link
     *     QuestionQueue.OverloadedException} if the request was not sent
     */
    CompletionStage<WebhookEndpoint.Response> post(byte[] question) {
        long start = clock.monotonicMillis();
        String id = hook.idPrefix + number.incrementAndGet();
        return queue.submit(() -> post(id, question)).handle((answer, failure) -> {
            if (cause(failure) instanceof QuestionQueue.OverloadedException overloaded) {
                hook.counters.overloaded.increment();
                throw overloaded;
            }
            hook.counters.asked.increment();
            hook.counters.millis.add(clock.monotonicMillis() - start);
            if (failure != null) {
                throw unusable(WebhookException.messageOf(failure));
            }
            if (answer.status() != 200) {
                throw unusable("status " + answer.status());
            }
            return answer;
        });
    }

    /** Sends a request, and repeats it once if the connection turns out to be closed. */
    private CompletionStage<WebhookEndpoint.Response> post(String id, byte[] question) {
        return endpoint.post(id, question)
                .exceptionallyCompose(failure -> WebhookException.isConnectionLost(failure)
                        ? endpoint.post(id, question)
                        : CompletableFuture.failedFuture(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /**
     * Counts and logs the lack of a usable answer.
     *
     * @return the exception to throw
     */
    WebhookException unusable(String cause) {
        hook.counters.failures.increment();
        failures.log(suppressed -> hook.log.accept(cause, suppressed));
        return new WebhookException(cause);
    }

    /** @throws WebhookException if the answer is no JSON object */
    JsonObject json(WebhookEndpoint.Response answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException | ClassCastException e) {
            throw unusable("no JSON");
        }
    }
}
