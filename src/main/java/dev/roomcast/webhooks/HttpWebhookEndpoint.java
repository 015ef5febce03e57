package dev.roomcast.webhooks;

import dev.roomcast.http.HttpCaller;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** A receiver at an HTTP or HTTPS URL. Redirects are not followed: they count as failures. */
public final class HttpWebhookEndpoint implements WebhookEndpoint {

    /** The maximum number of posts that wait for a connection; further posts fail at once. */
    private static final int MAX_WAITING = 1000;

    private final HttpCaller caller;
    private final Target target;
    private final WebhookSignature signature;
    private final LongSupplier epochMillis;

    /**
     * The destination and the bounds of posts.
     *
     * @param name the name of the hook, for traces
     * @param timeout the time from a post to the end of the response
     * @param connections the maximum number of connections
     * @param maxAnswer the largest response, in bytes; a larger one is a failure
     */
    public record Target(String name, URI uri, Duration timeout, int connections, int maxAnswer) {}

    /** @param epochMillis returns milliseconds since 1970 */
    public HttpWebhookEndpoint(Vertx vertx, Target target, WebhookSignature signature, LongSupplier epochMillis) {
        this.caller = new HttpCaller(
                vertx,
                new HttpCaller.Bounds(target.timeout.toMillis(), target.connections, MAX_WAITING, target.maxAnswer));
        this.target = target;
        this.signature = signature;
        this.epochMillis = epochMillis;
    }

    @Override
    public CompletionStage<Response> post(String id, byte[] body) {
        long timestamp = epochMillis.getAsLong() / 1000;
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                signature.of(id, timestamp, body));
        return caller.call(new HttpCaller.Request("POST " + target.name, HttpMethod.POST, target.uri, headers, body))
                .thenApply(answer -> new Response(answer.status(), answer.text(), answer.retryAfter()));
    }
}
