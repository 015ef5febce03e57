package dev.roomcast.wechat;

import dev.roomcast.concurrent.LogThrottle;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Verifies the code that {@code wx.login} returned to a mini program (WeChat's {@code auth.code2Session}). The {@code
 * session_key} of the response is discarded.
 */
public final class WechatLogin {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** "The system is busy": the code is unused and may be sent again. */
    private static final int BUSY = -1;

    private final WechatApi api;
    private final String appid;
    private final String secret;
    private final LogThrottle failures;

    /** The reasons why the user could not be identified. */
    public enum Reason {
        /** The code is invalid, expired, or already used. */
        BAD_CODE,
        /** WeChat blocks this user. */
        BLOCKED,
        TOO_OFTEN,
        /** WeChat does not answer in time; the code may be used up. */
        UNAVAILABLE,
        /** WeChat rejects the appid or its secret. */
        MISCONFIGURED
    }

    /** Thrown when a login fails. */
    public static final class RefusedException extends RuntimeException {
        private final Reason reason;

        RefusedException(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** @param clock returns milliseconds of a monotonic clock */
    public WechatLogin(WechatApi api, String appid, String secret, LongSupplier clock) {
        this.api = api;
        this.appid = appid;
        this.secret = secret;
        this.failures = new LogThrottle(clock);
    }

    /** @return the openid; fails with {@link RefusedException} */
    public CompletionStage<String> openid(String code) {
        return requestSession(code, 1);
    }

    private CompletionStage<String> requestSession(String code, int retries) {
        Map<String, String> query =
                Map.of("appid", appid, "secret", secret, "js_code", code, "grant_type", "authorization_code");
        return api.get("/sns/jscode2session", query)
                .exceptionallyCompose(failure -> {
                    failed("cause=\"" + failure.getMessage() + '"');
                    return CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE));
                })
                .thenCompose(answer ->
                        answer.getValue("errcode") instanceof Number error && error.intValue() == BUSY && retries > 0
                                ? requestSession(code, retries - 1)
                                : openid(answer));
    }

    private CompletionStage<String> openid(JsonObject answer) {
        int error = answer.getValue("errcode") instanceof Number number ? number.intValue() : 0;
        if (error == 0 && answer.getValue("openid") instanceof String openid && !openid.isEmpty()) {
            return CompletableFuture.completedFuture(openid);
        }
        Reason reason = reason(error);
        if (reason == Reason.MISCONFIGURED) {
            failed("errcode=" + error + " hint=\"look at roomcast.wechat.appid and .secret\"");
        } else if (reason == Reason.UNAVAILABLE) {
            failed("errcode=" + error);
        }
        return CompletableFuture.failedFuture(new RefusedException(reason));
    }

    private void failed(String how) {
        failures.log(suppressed -> LOG.warnf("event=wechat-failed call=code2session %s unsaid=%d", how, suppressed));
    }

    private static Reason reason(int error) {
        return switch (error) {
            case 40029, 40163 -> Reason.BAD_CODE;
            case 40226 -> Reason.BLOCKED;
            case 45011 -> Reason.TOO_OFTEN;
            case 40013, 41002, 41004, 41008, 40125 -> Reason.MISCONFIGURED;
            default -> Reason.UNAVAILABLE;
        };
    }
}
