package dev.roomcast.app;

import dev.roomcast.app.config.AuthSettings;
import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.app.config.WechatSettings;
import dev.roomcast.auth.TokenIssuer;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.FixedWindowLimiter;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.wechat.WechatLogin;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code POST /login/wechat}. The request {@code {"code":"…"}} contains the code of {@code wx.login}. The
 * response is {@code {"token","user","expires"}}, or an error in the form of an {@code $error}. The route exists if
 * {@code roomcast.wechat.appid} is set and the node issues tokens.
 */
@Singleton
final class WechatLoginRoute {

    private static final String PATH = "/login/wechat";
    /** The longest body, in bytes, which also bounds the code, in characters. */
    private static final int MAX_BODY = 4096;

    private static final int MAX_CODE = 512;

    private final AuthSettings auth;
    private final WechatSettings settings;
    private final @Nullable WechatLogin wechat;
    private final @Nullable TokenIssuer issuer;
    private final FixedWindowLimiter attempts;
    private final Clock clock;
    private final Consumer<Throwable> failures;

    WechatLoginRoute(
            AuthSettings auth,
            WechatSettings settings,
            RoomcastConfig config,
            Clock clock,
            Vertx vertx,
            Consumer<Throwable> failures) {
        this.auth = auth;
        this.settings = settings;
        this.wechat = settings.login(vertx, clock);
        this.issuer = auth.issuer();
        this.attempts = new FixedWindowLimiter(config.limits().loginsPerAddress());
        this.clock = clock;
        this.failures = failures;
    }

    void register(@Observes Router router) {
        if (wechat != null && issuer != null) {
            router.post(PATH)
                    .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                    .handler(this::login);
        }
    }

    private void login(RoutingContext context) {
        String code = code(context);
        if (!attempts.admit(auth.proxies().client(context.request()), clock.monotonicMillis())) {
            refuse(context, 429, ErrorCode.RATE_LIMITED, "too many logins from one address", 1);
        } else if (code == null) {
            refuse(context, 400, ErrorCode.BAD_REQUEST, "{\"code\":\"…\"} with the code of wx.login is expected", 0);
        } else {
            wechat.openid(code)
                    .thenApply(openid -> issuer.issue(auth.pseudonym(openid), openid, settings.tokenLifetime()))
                    .whenComplete((token, failure) -> context.vertx().runOnContext(nothing -> {
                        if (failure == null) {
                            welcome(context, token);
                        } else {
                            refuse(context, failure);
                        }
                    }));
        }
    }

    /** Returns the code in the request; null: none. */
    private static @Nullable String code(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            return body != null
                            && body.getValue("code") instanceof String code
                            && !code.isEmpty()
                            && code.length() <= MAX_CODE
                    ? code
                    : null;
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    private static void welcome(RoutingContext context, TokenIssuer.Token token) {
        JsonObject answer = new JsonObject()
                .put("token", token.token())
                .put("user", token.user())
                .put("expires", token.expires());
        end(context, 200, answer);
    }

    private void refuse(RoutingContext context, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (!(cause instanceof WechatLogin.RefusedException refused)) {
            failures.accept(cause);
            refuse(context, 500, ErrorCode.INTERNAL, "the login failed", 0);
            return;
        }
        switch (refused.reason()) {
            case BAD_CODE ->
                refuse(context, 401, ErrorCode.UNAUTHORIZED, "the code is not good: call wx.login again", 0);
            case BLOCKED -> refuse(context, 403, ErrorCode.FORBIDDEN, "WeChat blocks this user", 0);
            case TOO_OFTEN -> refuse(context, 429, ErrorCode.RATE_LIMITED, "too many logins of this user", 60);
            case UNAVAILABLE ->
                refuse(context, 503, ErrorCode.UNAVAILABLE, "WeChat does not answer: call wx.login again", 2);
            case MISCONFIGURED -> refuse(context, 500, ErrorCode.INTERNAL, "the login failed", 0);
        }
    }

    /** @param after the delay before a retry, in seconds; 0: none */
    private static void refuse(RoutingContext context, int status, ErrorCode code, String message, int after) {
        if (after > 0) {
            context.response().putHeader("Retry-After", Integer.toString(after));
        }
        JsonObject error = new JsonObject()
                .put("code", code.wire())
                .put("message", message)
                .put("retry", code.retry());
        end(context, status, new JsonObject().put("error", error));
    }

    private static void end(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }
}
