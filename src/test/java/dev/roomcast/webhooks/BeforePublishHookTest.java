package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.http.HttpCallException;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.hub.Moderator.ModerationRequest;
import dev.roomcast.hub.Moderator.Verdict;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts of the application's server before a publication. */
class BeforePublishHookTest {

    private static final ModerationRequest MOVE =
            new ModerationRequest("r1", null, "li", "move", RawJson.of("{\"x\":1.0}"), "");

    private final WebhookCounters counters = new WebhookCounters();
    private final ManualClock clock = new ManualClock();
    private final List<String> questions = new ArrayList<>();

    private BeforePublishHook hook(WebhookEndpoint endpoint, boolean passes) {
        WebhookEndpoint recorded = (id, body) -> {
            questions.add(new String(body, UTF_8));
            return endpoint.post(id, body);
        };
        HookClient client = new HookClient(
                new HookClient.Hook("ask_e1_", 2, 1000, counters.beforePublish, (cause, suppressed) -> {}),
                recorded,
                clock);
        return new BeforePublishHook(client, Set.of("move", "$text"), passes, new CommandDecoder(1000));
    }

    private static WebhookEndpoint answering(int status, String body) {
        return (id, question) -> CompletableFuture.completedFuture(new WebhookEndpoint.Response(status, body));
    }

    private static Verdict verdict(BeforePublishHook hook, ModerationRequest request) {
        return hook.check(request).toCompletableFuture().join();
    }

    @Test
    void sends_the_publication_unchanged_in_the_question() {
        BeforePublishHook hook = hook(answering(200, "{\"result\":\"allow\"}"), false);
        assertEquals(Verdict.PASSES, verdict(hook, MOVE));
        verdict(hook, new ModerationRequest("r1", null, null, "$text", null, "").plain("hello \"you\""));
        verdict(hook, new ModerationRequest("r1", null, "li", "move", null, ""));

        assertEquals(
                List.of(
                        "{\"room\":\"r1\",\"method\":\"move\",\"user\":\"li\",\"data\":{\"x\":1.0}}",
                        "{\"room\":\"r1\",\"method\":\"$text\",\"data\":\"hello \\\"you\\\"\"}",
                        "{\"room\":\"r1\",\"method\":\"move\",\"user\":\"li\"}"),
                questions);
    }

    @Test
    void covers_listed_methods_only() {
        BeforePublishHook hook = hook(answering(200, ""), false);
        assertTrue(hook.covers("move"));
        assertFalse(hook.covers("chat"));
    }

    @Test
    void replaces_content_by_the_answer() {
        String answer = "{\"result\":\"replace\",\"data\":{\"x\":2.50}}";
        assertEquals(
                "{\"x\":2.50}",
                verdict(hook(answering(200, answer), false), MOVE).data().toString());
    }

    @Test
    void refuses_with_its_own_message() {
        Verdict verdict =
                verdict(hook(answering(200, "{\"result\":\"refuse\",\"message\":\"not your turn\"}"), true), MOVE);
        assertEquals(Verdict.refused("not your turn"), verdict);
        assertEquals(
                256,
                verdict(
                                hook(
                                        answering(
                                                200, "{\"result\":\"refuse\",\"message\":\"" + "x".repeat(900) + "\"}"),
                                        true),
                                MOVE)
                        .message()
                        .length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"result\":\"allow\"}",
                "302 | {\"result\":\"allow\"}",
                "200 | not JSON",
                "200 | [1]",
                "200 | {}",
                "200 | {\"result\":\"maybe\"}",
                "200 | {\"result\":\"replace\"}",
                "200 | {\"result\":\"replace\",\"data\":1} and more",
                "204 | ''",
                "201 | {\"result\":\"allow\"}"
            })
    void applies_the_policy_to_an_invalid_answer(int status, String body) {
        Verdict verdict = verdict(hook(answering(status, body), false), MOVE);
        assertEquals(ErrorCode.UNAVAILABLE, verdict.error());
        assertEquals(Verdict.PASSES, verdict(hook(answering(status, body), true), MOVE));
        assertEquals(2, counters.beforePublish.failures.sum());
    }

    @Test
    void applies_the_policy_to_a_timeout_without_asking_again() {
        WebhookEndpoint stalls = (id, body) -> CompletableFuture.failedFuture(new TimeoutException());
        assertEquals(ErrorCode.UNAVAILABLE, verdict(hook(stalls, false), MOVE).error());
        assertEquals(1, questions.size());
        assertEquals(1, counters.beforePublish.failures.sum());
    }

    @Test
    void retries_at_once_after_a_closed_connection() {
        WebhookEndpoint second = (id, body) -> questions.size() == 1
                ? CompletableFuture.failedFuture(HttpCallException.connection(new IllegalStateException("closed")))
                : CompletableFuture.completedFuture(new WebhookEndpoint.Response(200, "{\"result\":\"allow\"}"));
        assertEquals(Verdict.PASSES, verdict(hook(second, false), MOVE));
        assertEquals(2, questions.size());
        assertEquals(0, counters.beforePublish.failures.sum());
    }

    @Test
    void asks_questions_that_can_be_answered_in_time_and_refuses_others_as_rate_limited() {
        List<CompletableFuture<WebhookEndpoint.Response>> asked = new ArrayList<>();
        BeforePublishHook hook = hook(
                (id, body) -> {
                    CompletableFuture<WebhookEndpoint.Response> answer = new CompletableFuture<>();
                    asked.add(answer);
                    return answer;
                },
                false);
        WebhookEndpoint.Response allow = new WebhookEndpoint.Response(200, "{\"result\":\"allow\"}");
        CompletableFuture<Verdict> first = hook.check(MOVE).toCompletableFuture();
        clock.advance(300);
        asked.get(0).complete(allow); // an answer takes 300 ms, and two are processed at once

        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            verdicts.add(hook.check(MOVE).toCompletableFuture());
        }
        long refused = verdicts.stream().filter(CompletableFuture::isDone).count();
        assertEquals(
                4, refused, "two questions are asked and four wait, so the last answer takes 300 * (4 / 2 + 1) ms");
        assertEquals(ErrorCode.RATE_LIMITED, verdicts.get(9).join().error());

        for (int i = 1; i < asked.size(); i += 2) {
            clock.advance(300);
            asked.get(i).complete(allow);
            asked.get(i + 1).complete(allow);
        }
        assertTrue(verdicts.stream().allMatch(CompletableFuture::isDone));
        assertEquals(6, verdicts.stream().filter(each -> each.join().passes()).count());
        assertEquals(7, questions.size(), "no question was asked unnecessarily");
        assertTrue(first.join().passes());
        assertEquals(4, counters.beforePublish.overloaded.sum());
        assertEquals(0, counters.beforePublish.failures.sum());
    }

    @Test
    void abandons_a_question_that_waited_too_long_without_asking_it() {
        List<CompletableFuture<WebhookEndpoint.Response>> asked = new ArrayList<>();
        BeforePublishHook hook = hook(
                (id, body) -> {
                    CompletableFuture<WebhookEndpoint.Response> answer = new CompletableFuture<>();
                    asked.add(answer);
                    return answer;
                },
                false);
        hook.check(MOVE);
        hook.check(MOVE);
        CompletableFuture<Verdict> third = hook.check(MOVE).toCompletableFuture();
        clock.advance(900);
        asked.get(0).completeExceptionally(new TimeoutException());

        assertEquals(ErrorCode.RATE_LIMITED, third.join().error());
        assertEquals(2, questions.size());
        hook.check(MOVE);
        assertEquals(3, questions.size(), "the place in the queue is free again");
    }
}
