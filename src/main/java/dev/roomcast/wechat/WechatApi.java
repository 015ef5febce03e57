package dev.roomcast.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Calls to WeChat's servers. Their answers are JSON, whatever they call it. A failure never names the address that was
 * called: there is a secret in it.
 */
public final class WechatApi {

    private final HttpClient client;
    private final URI base;
    private final int timeout;

    /** There was no answer that makes sense. */
    static final class NoAnswer extends RuntimeException {
        NoAnswer(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * @param base the address of the servers, without a slash at its end
     * @param timeout how long a call may take, in milliseconds
     */
    public WechatApi(Vertx vertx, String base, int timeout) {
        this.timeout = timeout;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(timeout));
        this.base = URI.create(base); // an executable knows no java.net.URL of https
    }

    CompletionStage<JsonObject> get(String path, Map<String, String> query) {
        return call(HttpMethod.GET, path, query, null);
    }

    CompletionStage<JsonObject> post(String path, Map<String, String> query, JsonObject body) {
        return call(HttpMethod.POST, path, query, body.toBuffer());
    }

    /** With its question mark, or empty. */
    static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    private CompletionStage<JsonObject> call(HttpMethod method, String path, Map<String, String> query, Buffer body) {
        CompletableFuture<JsonObject> answer =
                new CompletableFuture<JsonObject>().orTimeout(timeout, TimeUnit.MILLISECONDS);
        Future.succeededFuture() // so that what is thrown at once fails like everything else
                .compose(nothing -> client.request(options(method, path, query)))
                .compose(request -> send(request, body))
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally);
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                failure instanceof NoAnswer
                        ? failure
                        : new NoAnswer(failure.getClass().getSimpleName())));
    }

    /** It listens before it asks: to a caller that is no event loop the answer could come before anybody reads it. */
    private static Future<JsonObject> send(HttpClientRequest request, Buffer body) {
        Future<JsonObject> answer = request.response().compose(WechatApi::read);
        if (body == null) {
            request.end();
        } else {
            request.putHeader("Content-Type", "application/json").end(body);
        }
        return answer;
    }

    private RequestOptions options(HttpMethod method, String path, Map<String, String> query) {
        boolean ssl = "https".equals(base.getScheme());
        return new RequestOptions()
                .setMethod(method)
                .setSsl(ssl)
                .setHost(base.getHost())
                .setPort(base.getPort() < 0 ? ssl ? 443 : 80 : base.getPort())
                .setURI(base.getPath() + path + encoded(query))
                .setTraceOperation(method + " " + path)
                .setTimeout(timeout);
    }

    private static Future<JsonObject> read(HttpClientResponse response) {
        return response.body().compose(body -> {
            try {
                return Future.succeededFuture(body.toJsonObject());
            } catch (DecodeException | ClassCastException e) {
                return Future.failedFuture(new NoAnswer("status " + response.statusCode() + ", no JSON"));
            }
        });
    }
}
