package dev.roomcast.hooks;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A receiver at an address of http or https. Redirects are not followed: they are no answer. */
public final class HttpReceiver implements Receiver {

    /** Posts that wait for a connection; beyond it they fail at once. */
    private static final int MAX_WAITING = 1000;

    private final HttpClient client;
    private final Address address;
    private final Signature signature;
    private final LongSupplier wall;

    /**
     * Where to post, and with what patience.
     *
     * @param name of the hook, for those who look on
     * @param timeout from the post to the end of the answer
     * @param connections at once, at most
     * @param maxAnswer in bytes; a longer answer is a failure
     */
    public record Address(String name, URI uri, Duration timeout, int connections, int maxAnswer) {

        private RequestOptions request() {
            boolean isTls = "https".equals(uri.getScheme());
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setSsl(isTls)
                    .setHost(uri.getHost())
                    .setPort(uri.getPort() < 0 ? isTls ? 443 : 80 : uri.getPort())
                    .setURI(path + query)
                    .setTraceOperation("POST " + name);
        }
    }

    /** @param wall milliseconds since 1970 */
    public HttpReceiver(Vertx vertx, Address address, Signature signature, LongSupplier wall) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) address.timeout.toMillis())
                .setMaxPoolSize(address.connections)
                .setMaxWaitQueueSize(MAX_WAITING));
        this.address = address;
        this.signature = signature;
        this.wall = wall;
    }

    @Override
    public CompletionStage<Answer> post(String id, byte[] body) {
        CompletableFuture<Answer> answer =
                new CompletableFuture<Answer>().orTimeout(address.timeout.toMillis(), TimeUnit.MILLISECONDS);
        client.request(address.request())
                .onFailure(answer::completeExceptionally)
                .onSuccess(request -> send(request, id, body, answer));
        return answer;
    }

    private void send(HttpClientRequest request, String id, byte[] body, CompletableFuture<Answer> answer) {
        answer.whenComplete((got, failure) -> {
            if (failure != null) {
                request.reset(); // nobody waits for the rest
            }
        });
        request.response() // listened to before it is asked for: it could come before anybody reads it
                .onFailure(answer::completeExceptionally)
                .onSuccess(response -> read(response, answer));
        long timestamp = wall.getAsLong() / 1000;
        request.putHeader("Content-Type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", signature.of(id, timestamp, body))
                .end(Buffer.buffer(body));
    }

    private void read(HttpClientResponse response, CompletableFuture<Answer> answer) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::completeExceptionally)
                .endHandler(end -> answer.complete(new Answer(response.statusCode(), body.toString())))
                .handler(part -> {
                    if (body.length() + part.length() <= address.maxAnswer) {
                        body.appendBuffer(part);
                    } else {
                        answer.completeExceptionally(
                                new NoAnswer("an answer of more than " + address.maxAnswer + " bytes"));
                    }
                });
    }
}
