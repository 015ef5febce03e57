package dev.roomcast.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.http.HttpCallException;
import dev.roomcast.http.HttpCaller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls WeChat's servers. Their responses are JSON, regardless of the content type. A failure never contains the URL,
 * which includes a secret. Thread: any.
 */
public final class WechatApi {

    /** The largest response, in bytes. */
    private static final int MAX_ANSWER = 65_536;

    private static final int CONNECTIONS = 16;
    private static final int WAITING = 1000;

    private final HttpCaller caller;
    private final String base;

    /** Thrown when a call has no usable response. */
    static final class NoAnswerException extends RuntimeException {
        NoAnswerException(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * @param base the URL of the servers, without a final slash
     * @param timeout the timeout of a call, in milliseconds
     */
    public WechatApi(Vertx vertx, String base, int timeout) {
        this.caller = new HttpCaller(vertx, new HttpCaller.Bounds(timeout, CONNECTIONS, WAITING, MAX_ANSWER));
        this.base = base;
    }

    CompletionStage<JsonObject> get(String path, Map<String, String> query) {
        return call(HttpMethod.GET, path, query, null);
    }

    CompletionStage<JsonObject> post(String path, Map<String, String> query, JsonObject body) {
        return call(HttpMethod.POST, path, query, body.toBuffer().getBytes());
    }

    /** Returns the encoded query with its question mark; empty: no parameters. */
    static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    private CompletionStage<JsonObject> call(
            HttpMethod method, String path, Map<String, String> query, byte @Nullable [] body) {
        HttpCaller.Request request;
        try {
            request = new HttpCaller.Request(
                    method + " " + path,
                    method,
                    URI.create(base + path + encoded(query)),
                    body == null ? Map.of() : Map.of("Content-Type", "application/json"),
                    body);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new NoAnswerException("no address"));
        }
        return caller.call(request).handle((answer, failure) -> {
            if (failure != null) {
                throw new NoAnswerException(cause(failure));
            }
            return read(answer);
        });
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof HttpCallException known
                ? known.getMessage()
                : cause.getClass().getSimpleName();
    }

    private static JsonObject read(HttpCaller.Response answer) {
        try {
            return Buffer.buffer(answer.body()).toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new NoAnswerException("status " + answer.status() + ", no JSON");
        }
    }
}
