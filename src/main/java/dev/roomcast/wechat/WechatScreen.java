package dev.roomcast.wechat;

import dev.roomcast.hub.Identity;
import dev.roomcast.hub.Repeats;
import dev.roomcast.hub.Screen;
import dev.roomcast.room.Names;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Has WeChat look at texts (WeChat's {@code msg_sec_check}, version 2). It wants to know who wrote them, by an openid
 * that used the program within two hours: those who did not log in through WeChat cannot be checked.
 */
public final class WechatScreen implements Screen {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final int VERSION = 2;
    /** "Social log" among WeChat's four scenes; the nearest to a room. */
    private static final int SCENE = 4;
    /** The longest content, in characters. */
    private static final int MAX_CONTENT = 2500;

    private static final int BAD_TOKEN = 40001;
    private static final int OLD_TOKEN = 42001;
    private static final long MINUTE = 60_000;

    private final WechatApi api;
    private final AccessToken token;
    private final Policy policy;
    private final LongSupplier clock;
    private final Repeats failures;
    private final Repeats refusals;
    private long minute;
    private int calls;

    /**
     * What is decided here, and not by WeChat.
     *
     * @param methods whose texts are looked at
     * @param passesReview whether a text passes that WeChat would have looked at by people
     * @param passesUnchecked whether a text passes that could not be looked at
     * @param perMinute calls at most
     */
    public record Policy(Set<String> methods, boolean passesReview, boolean passesUnchecked, int perMinute) {}

    /** @param clock milliseconds that never go back */
    public WechatScreen(WechatApi api, String appid, String secret, Policy policy, LongSupplier clock) {
        this.api = api;
        this.token = new AccessToken(api, appid, secret, clock);
        this.policy = policy;
        this.clock = clock;
        this.failures = new Repeats(clock);
        this.refusals = new Repeats(clock);
        this.minute = clock.getAsLong();
    }

    @Override
    public boolean covers(String method) {
        return policy.methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(Saying saying) {
        Identity who = saying.who();
        String text = saying.text();
        if (text.isBlank()) {
            return CompletableFuture.completedFuture(Verdict.PASSES);
        }
        if (text.codePointCount(0, text.length()) > MAX_CONTENT) {
            return CompletableFuture.completedFuture(Verdict.REFUSED);
        }
        if (who == null || who.account() == null || !mayCall()) {
            return CompletableFuture.completedFuture(unchecked());
        }
        JsonObject body = new JsonObject()
                .put("version", VERSION)
                .put("openid", who.account())
                .put("scene", SCENE)
                .put("content", text);
        return check(body, who.user(), true).exceptionally(failure -> {
            failed("cause=\"" + message(failure) + '"');
            return unchecked();
        });
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof WechatApi.NoAnswer
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    private CompletionStage<Verdict> check(JsonObject body, String user, boolean retries) {
        return token.get()
                .thenCompose(access -> api.post("/wxa/msg_sec_check", Map.of("access_token", access), body)
                        .thenCompose(answer -> {
                            int error = answer.getValue("errcode") instanceof Number number ? number.intValue() : 0;
                            if (retries && (error == BAD_TOKEN || error == OLD_TOKEN)) {
                                token.forget(access);
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
        refusals.tell(unsaid -> LOG.infof(
                "event=text-refused user=%s suggest=%s trace=%s unsaid=%d",
                Names.quoted(user), suggest, trace, unsaid));
    }

    private void failed(String how) {
        failures.tell(unsaid -> LOG.warnf("event=wechat-failed call=msg_sec_check %s unsaid=%d", how, unsaid));
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
