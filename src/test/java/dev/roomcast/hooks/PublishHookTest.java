package dev.roomcast.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import dev.roomcast.hub.Screen.Saying;
import dev.roomcast.hub.Screen.Verdict;
import dev.roomcast.protocol.Codec;
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

/** What an application's server says before something is published. */
class PublishHookTest {

    private static final Saying MOVE = new Saying("r1", null, "li", "move", RawJson.of("{\"x\":1.0}"), "");

    private final HookCounters counters = new HookCounters();
    private final List<String> questions = new ArrayList<>();

    private PublishHook hook(Receiver receiver, boolean passes) {
        return new PublishHook(
                (id, body) -> {
                    questions.add(new String(body, UTF_8));
                    return receiver.post(id, body);
                },
                Set.of("move", "$text"),
                passes,
                new PublishHook.Surroundings(new Codec(1000), new ManualClock(), counters, "e1"));
    }

    private static Receiver answering(int status, String body) {
        return (id, question) -> CompletableFuture.completedFuture(new Receiver.Answer(status, body));
    }

    private static Verdict verdict(PublishHook hook, Saying saying) {
        return hook.check(saying).toCompletableFuture().join();
    }

    @Test
    void it_is_told_who_wants_to_say_what_where_in_the_very_characters() {
        PublishHook hook = hook(answering(200, "{\"result\":\"allow\"}"), false);
        assertEquals(Verdict.PASSES, verdict(hook, MOVE));
        verdict(hook, new Saying("r1", null, null, "$text", null, "hello \"you\""));
        verdict(hook, new Saying("r1", null, "li", "move", null, ""));

        assertEquals(
                List.of(
                        "{\"room\":\"r1\",\"method\":\"move\",\"user\":\"li\",\"data\":{\"x\":1.0}}",
                        "{\"room\":\"r1\",\"method\":\"$text\",\"data\":\"hello \\\"you\\\"\"}",
                        "{\"room\":\"r1\",\"method\":\"move\",\"user\":\"li\"}"),
                questions);
    }

    @Test
    void it_covers_the_methods_of_its_list_alone() {
        PublishHook hook = hook(answering(200, ""), false);
        assertTrue(hook.covers("move"));
        assertFalse(hook.covers("chat"));
    }

    @Test
    void it_may_put_something_else_in_place_of_it() {
        String answer = "{\"result\":\"replace\",\"data\":{\"x\":2.50}}";
        assertEquals(
                "{\"x\":2.50}",
                verdict(hook(answering(200, answer), false), MOVE).data().toString());
    }

    @Test
    void it_may_refuse_with_a_message_of_its_own() {
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
                "204 | ''"
            })
    void an_answer_that_is_none_is_judged_by_the_policy(int status, String body) {
        Verdict verdict = verdict(hook(answering(status, body), false), MOVE);
        assertEquals(ErrorCode.UNAVAILABLE, verdict.error());
        assertEquals(Verdict.PASSES, verdict(hook(answering(status, body), true), MOVE));
        assertEquals(2, counters.questionFailures.sum());
    }

    @Test
    void a_server_that_stalls_is_judged_by_the_policy_and_asked_once() {
        Receiver stalls = (id, body) -> CompletableFuture.failedFuture(new TimeoutException());
        assertEquals(ErrorCode.UNAVAILABLE, verdict(hook(stalls, false), MOVE).error());
        assertEquals(1, questions.size());
        assertEquals(1, counters.questionFailures.sum());
    }

    @Test
    void where_the_connection_was_closed_it_is_asked_again_at_once() {
        Receiver second = (id, body) -> questions.size() == 1
                ? CompletableFuture.failedFuture(new IllegalStateException("closed"))
                : CompletableFuture.completedFuture(new Receiver.Answer(200, "{\"result\":\"allow\"}"));
        assertEquals(Verdict.PASSES, verdict(hook(second, false), MOVE));
        assertEquals(2, questions.size());
        assertEquals(0, counters.questionFailures.sum());
    }
}
