package dev.roomcast.wechat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The token with which WeChat's servers are called (WeChat's {@code stable_token}, which disturbs no other service of
 * the same program). It is fetched when it is needed, and anew some time before it ends.
 */
final class AccessToken {

    /** So long before its end another is fetched, in milliseconds; both are good for five minutes. */
    private static final long EARLY = 240_000;

    private final WechatApi api;
    private final JsonObject request;
    private final LongSupplier clock;
    private CompletableFuture<String> token;
    private long until;

    AccessToken(WechatApi api, String appid, String secret, LongSupplier clock) {
        this.api = api;
        this.request = new JsonObject()
                .put("grant_type", "client_credential")
                .put("appid", appid)
                .put("secret", secret)
                .put("force_refresh", false);
        this.clock = clock;
    }

    /** Fails where WeChat gives none. */
    synchronized CompletionStage<String> get() {
        if (token == null || token.isCompletedExceptionally() || token.isDone() && clock.getAsLong() >= until) {
            long asked = clock.getAsLong();
            token = api.post("/cgi-bin/stable_token", Map.of(), request)
                    .thenApply(answer -> read(answer, asked))
                    .toCompletableFuture();
        }
        return token;
    }

    /** WeChat did not accept this one. */
    synchronized void forget(String refused) {
        if (token != null
                && token.isDone()
                && !token.isCompletedExceptionally()
                && token.join().equals(refused)) {
            token = null;
        }
    }

    private synchronized String read(JsonObject answer, long asked) {
        if (!(answer.getValue("access_token") instanceof String fresh)) {
            throw new WechatApi.NoAnswer("no access_token, errcode " + answer.getValue("errcode"));
        }
        long seconds = answer.getValue("expires_in") instanceof Number number ? number.longValue() : 0;
        until = asked + Math.max(1000, seconds * 1000 - EARLY);
        return fresh;
    }
}
