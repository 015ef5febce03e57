package dev.roomcast.wechat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.Identity;
import dev.roomcast.hub.Moderator;
import dev.roomcast.hub.Moderator.Verdict;
import dev.roomcast.wechat.WechatLogin.Reason;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handling of WeChat's responses. */
class WechatTest {

    private static final Identity LI = new Identity("w_li", null, 0, null, "openid-li");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong clock = new AtomicLong();
    private final FakeWechat wechat = new FakeWechat();
    private WechatLogin login;

    @BeforeEach
    void start() {
        login = new WechatLogin(api(), "wx-app", "app secret&", () -> 0);
    }

    @AfterEach
    void stop() {
        wechat.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private WechatApi api() {
        return api(30_000);
    }

    private WechatApi api(int timeout) {
        return new WechatApi(vertx, wechat.address(), timeout);
    }

    private String openid(String code) {
        return login.openid(code).toCompletableFuture().join();
    }

    private Reason refused(String code) {
        CompletionException failure = assertThrows(CompletionException.class, () -> openid(code));
        return ((WechatLogin.RefusedException) failure.getCause()).reason();
    }

    @Test
    void exchanges_a_code_for_an_openid_with_any_content_type_of_the_answer() {
        wechat.answers("text/plain", "{\"openid\":\"o1\",\"session_key\":\"k\"}");
        assertEquals("o1", openid("a code/+"));
        assertEquals(
                Set.of("appid=wx-app", "secret=app+secret%26", "js_code=a+code%2F%2B", "grant_type=authorization_code"),
                Set.of(wechat.requests().get(0).strip().split("[?]", 2)[1].split("&")));

        wechat.answers("application/json", "{\"errcode\":0,\"openid\":\"o2\"}");
        assertEquals("o2", openid("c"));
    }

    @ParameterizedTest
    @CsvSource({
        "40029,BAD_CODE", "40163,BAD_CODE", "40226,BLOCKED", "45011,TOO_OFTEN", "40013,MISCONFIGURED",
        "40125,MISCONFIGURED", "41002,MISCONFIGURED", "41004,MISCONFIGURED", "41008,MISCONFIGURED", "12345,UNAVAILABLE"
    })
    void maps_each_error_code_to_a_reason_without_a_retry(int errcode, Reason reason) {
        wechat.answers("application/json", "{\"errcode\":" + errcode + ",\"errmsg\":\"no\"}");

        assertEquals(reason, refused("c"));
        assertEquals(1, wechat.requests().size());
    }

    @Test
    void repeats_a_request_once_when_wechat_is_busy() {
        wechat.answers("application/json", "{\"errcode\":-1}", "{\"openid\":\"o1\"}");
        assertEquals("o1", openid("c"));

        wechat.answers("application/json", "{\"errcode\":-1}");
        assertEquals(Reason.UNAVAILABLE, refused("c"));
        assertEquals(4, wechat.requests().size());
    }

    @Test
    void reports_unavailable_without_an_answer_and_sends_the_code_once() {
        for (String nonsense : List.of("", "<html>", "[1]", "{}", "{\"openid\":\"\"}", "{\"openid\":7}")) {
            wechat.answers("text/html", nonsense);
            assertEquals(Reason.UNAVAILABLE, refused("c"), nonsense);
        }
        assertEquals(6, wechat.requests().size());
    }

    @Test
    void abandons_a_login_without_an_answer_and_does_not_repeat_the_code() {
        login = new WechatLogin(api(500), "wx-app", "app secret&", () -> 0);
        wechat.staysSilent();
        assertEquals(Reason.UNAVAILABLE, refused("c"));
        assertEquals(1, wechat.requests().size());

        wechat.close();
        assertEquals(Reason.UNAVAILABLE, refused("c"));
    }

    @Test
    void hides_the_secret_when_a_call_cannot_be_made() {
        WechatApi nowhere = new WechatApi(vertx, "http:nowhere", 30_000); // without a host, the client throws
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> nowhere.get("/sns", Map.of("secret", "app secret&"))
                        .toCompletableFuture()
                        .join());
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertInstanceOf(WechatApi.NoAnswerException.class, failure.getCause());
        assertFalse(all.toString().matches("(?s).*app.{1,3}secret.*"), all::toString);
    }

    private WechatModerator screen(boolean passesReview, boolean passesUnchecked, int perMinute) {
        return new WechatModerator(
                api(),
                "wx-app",
                "s",
                new WechatModerator.Policy(Set.of("chat"), passesReview, passesUnchecked, perMinute),
                clock::get);
    }

    private static Verdict check(WechatModerator screen, Identity identity, String text) {
        return screen.check(new Moderator.ModerationRequest("r1", identity, "li", "chat", null, text))
                .toCompletableFuture()
                .join();
    }

    private static final String TOKEN = "{\"access_token\":\"T1\",\"expires_in\":7200}";

    private static String suggests(String suggest) {
        return "{\"errcode\":0,\"result\":{\"suggest\":\"" + suggest + "\",\"label\":100},\"trace_id\":\"t\"}";
    }

    @Test
    void applies_the_suggestion_of_wechat_to_a_text() {
        wechat.answers("application/json", TOKEN, suggests("pass"), suggests("risky"), suggests("review"));
        WechatModerator screen = screen(false, false, 100);

        assertEquals(Verdict.PASSES, check(screen, LI, "你好"));
        assertEquals(Verdict.REFUSED, check(screen, LI, "x"));
        assertEquals(Verdict.REFUSED, check(screen, LI, "x"));
        assertTrue(wechat.requests().get(1).startsWith("/wxa/msg_sec_check?access_token=T1 "));
        assertTrue(wechat.requests().get(1).contains("\"openid\":\"openid-li\""));
        assertTrue(wechat.requests().get(1).contains("\"version\":2"));
        assertTrue(wechat.requests().get(1).contains("\"content\":\"你好\""));

        wechat.answers("application/json", suggests("review"));
        assertEquals(Verdict.REFUSED, check(screen, LI, "x"));
    }

    @Test
    void passes_a_text_for_manual_review_if_configured() {
        wechat.answers("application/json", TOKEN, suggests("review"));

        assertEquals(Verdict.PASSES, check(screen(true, false, 100), LI, "x"));
    }

    @Test
    void refuses_unchecked_texts_unless_configured() {
        WechatModerator strict = screen(false, false, 1);
        wechat.answers("application/json", TOKEN, "{\"errcode\":45009}");
        assertEquals(Verdict.UNCHECKED, check(strict, LI, "over WeChat's quota"));
        assertEquals(Verdict.UNCHECKED, check(strict, LI, "over our own"));
        assertEquals(2, wechat.requests().size(), "not asked beyond the own quota");
        clock.addAndGet(60_000);
        wechat.answers("application/json", suggests("pass"));
        assertEquals(Verdict.PASSES, check(strict, LI, "a minute later"));

        assertEquals(Verdict.UNCHECKED, check(screen(false, false, 100), null, "no user logged in"));
        assertEquals(Verdict.PASSES, check(screen(false, true, 100), null, "no user logged in"));
        assertEquals(Verdict.REFUSED, check(screen(false, true, 100), LI, "x".repeat(2501)));
        wechat.answers("text/html", "<html>");
        assertEquals(Verdict.UNCHECKED, check(screen(false, false, 100), LI, "x"));
    }

    @Test
    void fetches_the_access_token_once_and_before_it_expires() {
        WechatModerator screen = screen(false, false, 100);
        wechat.answers("application/json", TOKEN, suggests("pass"));
        check(screen, LI, "x");
        check(screen, LI, "x");
        assertEquals(1, tokens());

        clock.addAndGet(7_200_000 - 200_000);
        wechat.answers("application/json", TOKEN, suggests("pass"));
        check(screen, LI, "x");
        assertEquals(2, tokens());
    }

    @Test
    void replaces_a_refused_access_token_once() {
        WechatModerator screen = screen(false, false, 100);
        wechat.answers("application/json", TOKEN, "{\"errcode\":42001}", TOKEN.replace("T1", "T2"), suggests("pass"));
        assertEquals(Verdict.PASSES, check(screen, LI, "x"));
        assertTrue(wechat.requests().get(3).contains("access_token=T2"));

        wechat.answers("application/json", "{\"errcode\":40001}", TOKEN, "{\"errcode\":40001}");
        assertEquals(Verdict.UNCHECKED, check(screen, LI, "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {40001, 40014, 42001})
    void replaces_an_access_token_after_each_error_code_for_invalid_tokens(int error) {
        WechatModerator screen = screen(false, false, 100);
        wechat.answers(
                "application/json", TOKEN, "{\"errcode\":" + error + "}", TOKEN.replace("T1", "T2"), suggests("pass"));

        assertEquals(Verdict.PASSES, check(screen, LI, "x"));
        assertEquals(2, tokens());
    }

    @Test
    void pauses_between_requests_for_an_access_token_while_wechat_refuses() {
        WechatModerator screen = screen(false, false, 100);
        wechat.answers("application/json", "{\"errcode\":40164}");
        for (int i = 0; i < 10; i++) {
            assertEquals(Verdict.UNCHECKED, check(screen, LI, "x"));
        }
        assertEquals(1, tokens());

        clock.addAndGet(5_000);
        wechat.answers("application/json", TOKEN, suggests("pass"));
        assertEquals(Verdict.PASSES, check(screen, LI, "x"));
        assertEquals(2, tokens());
    }

    @Test
    void pauses_between_replacements_of_a_repeatedly_refused_access_token() {
        WechatModerator screen = screen(false, false, 100);
        wechat.answers("application/json", TOKEN, "{\"errcode\":40001}", TOKEN, "{\"errcode\":40001}");
        for (int i = 0; i < 10; i++) {
            assertEquals(Verdict.UNCHECKED, check(screen, LI, "x"));
        }
        assertEquals(2, tokens());
    }

    @Test
    void reads_at_most_the_bound_of_an_answer() {
        wechat.answers("application/json", "{\"openid\":\"o1\",\"more\":\"" + "x".repeat(100_000) + "\"}");
        assertEquals(Reason.UNAVAILABLE, refused("c"));
    }

    private long tokens() {
        return wechat.requests().stream()
                .filter(each -> each.startsWith("/cgi-bin/stable_token"))
                .count();
    }
}
