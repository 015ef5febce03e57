package dev.roomcast.wechat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The access token for WeChat's API (WeChat's {@code stable_token}, which does not affect other services of the same
 * mini program). It is fetched on demand, and renewed before it expires. Thread: any.
 */
final class WechatAccessToken {

    /**
     * The time before the expiry at which a new token is fetched, in milliseconds; both tokens are valid for five
     * minutes.
     */
    private static final long EARLY = 240_000;
    /** The minimum interval between two fetches after a failure, and between two replacements, in milliseconds. */
    private static final long PAUSE = 5_000;

    private final WechatApi api;
    private final JsonObject request;
    private final LongSupplier clock;
    private @Nullable CompletableFuture<String> token;
    private long until;
    private long fetchedAt;
    private long replacedAt;

    WechatAccessToken(WechatApi api, String appid, String secret, LongSupplier clock) {
        this.api = api;
        this.request = new JsonObject()
                .put("grant_type", "client_credential")
                .put("appid", appid)
                .put("secret", secret)
                .put("force_refresh", false);
        this.clock = clock;
        this.replacedAt = clock.getAsLong() - PAUSE;
    }

    /** @return the token; fails if WeChat refuses the request; the next request follows after a pause */
    synchronized CompletionStage<String> get() {
        long now = clock.getAsLong();
        boolean isOld = token != null && token.isDone() && (token.isCompletedExceptionally() || now >= until);
        if (token == null || isOld && now - fetchedAt >= PAUSE) {
            fetchedAt = now;
            token = api.post("/cgi-bin/stable_token", Map.of(), request)
                    .thenApply(answer -> read(answer, now))
                    .toCompletableFuture();
        }
        return token;
    }

    /**
     * Replaces a token that WeChat has refused, unless the last replacement was too recent.
     *
     * @return whether {@link #get()} returns another token
     */
    synchronized boolean replace(String refused) {
        boolean isCurrent = token != null
                && token.isDone()
                && !token.isCompletedExceptionally()
                && token.join().equals(refused);
        if (!isCurrent) {
            return true;
        }
        long now = clock.getAsLong();
        if (now - replacedAt < PAUSE) {
            return false;
        }
        replacedAt = now;
        token = null;
        return true;
    }

    private synchronized String read(JsonObject answer, long asked) {
        if (!(answer.getValue("access_token") instanceof String fresh)) {
            throw new WechatApi.NoAnswerException("no access_token, errcode " + answer.getValue("errcode"));
        }
        long seconds = answer.getValue("expires_in") instanceof Number number ? number.longValue() : 0;
        until = asked + Math.max(1000, seconds * 1000 - EARLY);
        return fresh;
    }
}
