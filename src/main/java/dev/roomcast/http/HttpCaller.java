package dev.roomcast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls other servers over HTTP and HTTPS. The timeout covers the whole call, and the size of the response is checked
 * while it is read. Redirects are not followed. Thread: any.
 */
public final class HttpCaller {

    private final HttpClient client;
    private final Bounds bounds;

    /**
     * The bounds of all calls of one caller.
     *
     * @param timeoutMillis the time from the call to the end of the response, in milliseconds
     * @param connections the maximum number of connections for each address
     * @param waiting the maximum number of calls that wait for a connection; further calls fail at once
     * @param maxAnswerBytes the largest response body, in bytes; a larger one fails the call
     */
    public record Bounds(long timeoutMillis, int connections, int waiting, int maxAnswerBytes) {}

    /**
     * A call.
     *
     * @param operation the name of the call for traces, without secrets
     * @param uri an absolute HTTP or HTTPS URL
     * @param body the body; null: a GET without a body
     */
    public record Request(
            String operation, HttpMethod method, URI uri, Map<String, String> headers, byte @Nullable [] body) {

        /** Returns a GET without additional headers. */
        public static Request get(String operation, URI uri) {
            return new Request(operation, HttpMethod.GET, uri, Map.of(), null);
        }

        /** Returns a POST of JSON. */
        public static Request post(String operation, URI uri, byte[] json) {
            return new Request(operation, HttpMethod.POST, uri, Map.of("Content-Type", "application/json"), json);
        }

        private RequestOptions options() {
            boolean isTls = "https".equals(uri.getScheme());
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new RequestOptions()
                    .setMethod(method)
                    .setSsl(isTls)
                    .setHost(uri.getHost())
                    .setPort(uri.getPort() < 0 ? isTls ? 443 : 80 : uri.getPort())
                    .setURI(path + query)
                    .setTraceOperation(operation);
        }
    }

    /**
     * A response with any status.
     *
     * @param retryAfter the header Retry-After; null: absent
     */
    public record Response(int status, @Nullable String retryAfter, byte[] body) {

        /** Returns whether the status is 2xx. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Returns the body as UTF-8. */
        public String text() {
            return new String(body, UTF_8);
        }
    }

    public HttpCaller(Vertx vertx, Bounds bounds) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) bounds.timeoutMillis)
                .setMaxPoolSize(bounds.connections)
                .setMaxWaitQueueSize(bounds.waiting));
        this.bounds = bounds;
    }

    /** @return the response; fails only with {@link HttpCallException}, and always within the timeout */
    public CompletionStage<Response> call(Request request) {
        CompletableFuture<Response> answer =
                new CompletableFuture<Response>().orTimeout(bounds.timeoutMillis, TimeUnit.MILLISECONDS);
        try {
            client.request(request.options())
                    .onFailure(answer::completeExceptionally)
                    .onSuccess(connected -> send(connected, request, answer));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(exception(failure)));
    }

    private static HttpCallException exception(Throwable failure) {
        if (failure instanceof HttpCallException known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            return HttpCallException.timeout();
        }
        return failure instanceof ConnectionPoolTooBusyException
                ? HttpCallException.overloaded()
                : HttpCallException.connection(failure);
    }

    private void send(HttpClientRequest connected, Request request, CompletableFuture<Response> answer) {
        answer.whenComplete((got, failure) -> {
            if (failure != null) {
                connected.reset();
            }
        });
        if (answer.isDone()) {
            return;
        }
        // The listener is set first, because the response may arrive early.
        connected.response().onFailure(answer::completeExceptionally).onSuccess(response -> read(response, answer));
        request.headers.forEach(connected::putHeader);
        (request.body == null ? connected.end() : connected.end(Buffer.buffer(request.body)))
                .onFailure(answer::completeExceptionally);
    }

    private void read(HttpClientResponse response, CompletableFuture<Response> answer) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::completeExceptionally)
                .endHandler(end -> answer.complete(
                        new Response(response.statusCode(), response.getHeader("Retry-After"), body.getBytes())))
                .handler(part -> {
                    if (body.length() + part.length() <= bounds.maxAnswerBytes) {
                        body.appendBuffer(part);
                    } else {
                        answer.completeExceptionally(HttpCallException.tooLarge(bounds.maxAnswerBytes));
                    }
                });
    }
}
