package dev.roomcast.wechat;

import dev.roomcast.concurrent.LogThrottle;
import dev.roomcast.hub.Identity;
import dev.roomcast.hub.Moderator;
import dev.roomcast.room.Ids;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Checks texts with WeChat's {@code msg_sec_check}, version 2. WeChat requires the openid of an author who has used the
 * mini program within two hours; texts of other users cannot be checked.
 */
public final class WechatModerator implements Moderator {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final int VERSION = 2;
    /** The scene "social log", the closest to a room of WeChat's four scenes. */
    private static final int SCENE = 4;
    /** The longest content, in characters. */
    private static final int MAX_CONTENT = 2500;

    /** WeChat's errors for an access token that is wrong, malformed, or expired. */
    private static final Set<Integer> REFUSED_TOKEN = Set.of(40001, 40014, 42001);

    private static final long MINUTE = 60_000;

    private final WechatApi api;
    private final WechatAccessToken token;
    private final Policy policy;
    private final LongSupplier clock;
    private final LogThrottle failures;
    private final LogThrottle refusals;
    private long minute;
    private int calls;

    /**
     * The local settings of the decision.
     *
     * @param methods the methods whose texts are checked
     * @param passesReview whether to accept a text for which WeChat recommends a manual review
     * @param passesUnchecked whether to accept a text that could not be checked
     * @param perMinute the maximum number of calls per minute
     */
    public record Policy(Set<String> methods, boolean passesReview, boolean passesUnchecked, int perMinute) {}

    /** @param clock returns milliseconds of a monotonic clock */
    public WechatModerator(WechatApi api, String appid, String secret, Policy policy, LongSupplier clock) {
        this.api = api;
        this.token = new WechatAccessToken(api, appid, secret, clock);
        this.policy = policy;
        this.clock = clock;
        this.failures = new LogThrottle(clock);
        this.refusals = new LogThrottle(clock);
        this.minute = clock.getAsLong();
    }

    @Override
    public boolean covers(String method) {
        return policy.methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(ModerationRequest request) {
        Identity identity = request.identity();
        String text = request.text();
        if (text.isBlank()) {
            return CompletableFuture.completedFuture(Verdict.PASSES);
        }
        if (text.codePointCount(0, text.length()) > MAX_CONTENT) {
            return CompletableFuture.completedFuture(Verdict.REFUSED);
        }
        if (identity == null || identity.account() == null || !mayCall()) {
            return CompletableFuture.completedFuture(unchecked());
        }
        JsonObject body = new JsonObject()
                .put("version", VERSION)
                .put("openid", identity.account())
                .put("scene", SCENE)
                .put("content", text);
        return check(body, identity.user(), true).exceptionally(failure -> {
            failed("cause=\"" + message(failure) + '"');
            return unchecked();
        });
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof WechatApi.NoAnswerException
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    private CompletionStage<Verdict> check(JsonObject body, String user, boolean retries) {
        return token.get()
                .thenCompose(access -> api.post("/wxa/msg_sec_check", Map.of("access_token", access), body)
                        .thenCompose(answer -> {
                            int error = answer.getValue("errcode") instanceof Number number ? number.intValue() : 0;
                            if (retries && REFUSED_TOKEN.contains(error) && token.replace(access)) {
                                return check(body, user, false);
                            }
                            return CompletableFuture.completedFuture(verdict(answer, error, user));
                        }));
    }

    private Verdict verdict(JsonObject answer, int error, String user) {
        Object suggest = answer.getValue("result") instanceof JsonObject result ? result.getValue("suggest") : null;
        if (error != 0 || !(suggest instanceof String)) {
            failed("errcode=" + error);
            return unchecked();
        }
        boolean passes = suggest.equals("pass") || suggest.equals("review") && policy.passesReview;
        if (!passes) {
            refused(user, suggest, answer.getValue("trace_id"));
        }
        return passes ? Verdict.PASSES : Verdict.REFUSED;
    }

    private void refused(String user, Object suggest, Object trace) {
        refusals.log(suppressed -> LOG.infof(
                "event=text-refused user=%s suggest=%s trace=%s unsaid=%d",
                Ids.quoted(user), suggest, trace, suppressed));
    }

    private void failed(String how) {
        failures.log(suppressed -> LOG.warnf("event=wechat-failed call=msg_sec_check %s unsaid=%d", how, suppressed));
    }

    private Verdict unchecked() {
        return policy.passesUnchecked ? Verdict.PASSES : Verdict.UNCHECKED;
    }

    private synchronized boolean mayCall() {
        long now = clock.getAsLong();
        if (now - minute >= MINUTE) {
            minute = now;
            calls = 0;
        }
        return ++calls <= policy.perMinute;
    }
}
