package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.ConnectGate.ConnectRequest;
import dev.roomcast.hub.Identity;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts of the application's server before a connection enters a room. */
class ConnectHookTest {

    private static final ConnectRequest STRANGER = new ConnectRequest(
            "r1", false, null, "li", RawJson.of("{\"nick\":\"Li\"}"), "opaque", "203.0.113.7", Map.of("invite", "x7"));

    private final WebhookCounters counters = new WebhookCounters();
    private final ManualClock clock = new ManualClock();
    private String asked;

    private ConnectHook hook(int status, String body, boolean passes) {
        HookClient client = new HookClient(
                new HookClient.Hook("connect_e1_", 2, 1000, counters.connect, (cause, suppressed) -> {}),
                (id, question) -> {
                    asked = new String(question, UTF_8);
                    return CompletableFuture.completedFuture(new WebhookEndpoint.Response(status, body));
                },
                clock);
        return new ConnectHook(client, new ConnectHook.Policy(passes, 20), clock);
    }

    private Identity admit(String body) {
        return hook(200, body, false).admit(STRANGER).toCompletableFuture().join();
    }

    private static Authenticator.RefusedException refused(ConnectHook hook) {
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> hook.admit(STRANGER).toCompletableFuture().join());
        return (Authenticator.RefusedException) failure.getCause();
    }

    @Test
    void sends_user_room_and_address_of_a_connection() {
        admit("{\"result\":\"allow\"}");
        assertEquals(
                new JsonObject(
                        "{\"room\":\"r1\",\"level\":1,\"address\":\"203.0.113.7\",\"user\":\"li\","
                                + "\"proven\":false,\"token\":\"opaque\",\"info\":{\"nick\":\"Li\"},\"query\":{\"invite\":\"x7\"}}"),
                new JsonObject(asked));

        Identity proven = new Identity("wang", null, 5, Rights.of(List.of("join")), 1, null);
        hook(200, "{\"result\":\"allow\"}", false)
                .admit(new ConnectRequest("r1", true, proven, null, null, null, "", Map.of()));
        assertEquals(
                new JsonObject("{\"room\":\"r1\",\"level\":0,\"address\":\"\",\"user\":\"wang\",\"proven\":true,"
                        + "\"expires\":5,\"rights\":[\"join\"],\"query\":{}}"),
                new JsonObject(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"Li\"", "null", "[1]", "7", "12345678901234567890.10", "{\"a\":1,\"a\":2}", "\"\\ud83d\""})
    void sends_any_info_with_the_characters_of_the_client(String info) {
        hook(200, "{\"result\":\"allow\"}", false)
                .admit(new ConnectRequest("r1", false, null, "li", RawJson.of(info), null, "", Map.of()))
                .toCompletableFuture()
                .join();

        assertEquals(
                "{\"room\":\"r1\",\"level\":1,\"address\":\"\",\"user\":\"li\",\"proven\":false,\"query\":{},\"info\":"
                        + info + "}",
                asked);
    }

    @Test
    void grants_user_info_rights_and_an_expiry() {
        Identity granted = admit("{\"result\":\"allow\",\"user\":\"u_42\",\"info\":{\"a\":1},\"rights\":[\"join\"],"
                + "\"seconds\":60}");
        assertEquals("u_42", granted.user());
        assertEquals("{\"a\":1}", granted.info().toString());
        assertEquals(List.of("join"), granted.rights().words());
        assertEquals(clock.epochMillis() + 60_000, granted.expires());

        Identity nothing = admit("{\"result\":\"allow\"}");
        assertNull(nothing.user());
        assertNull(nothing.rights());
        assertEquals(0, nothing.expires());
    }

    @Test
    void refuses_with_the_message_of_the_application_under_any_policy() {
        Authenticator.RefusedException refused =
                refused(hook(200, "{\"result\":\"refuse\",\"message\":\"this room is private\"}", true));
        assertEquals(CloseCode.FORBIDDEN, refused.code());
        assertEquals("this room is private", refused.detail());
        assertEquals(0, counters.connect.failures.sum());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"result\":\"perhaps\"}",
                "{\"result\":\"allow\",\"user\":\"c_1\"}",
                "{\"result\":\"allow\",\"user\":7}",
                "{\"result\":\"allow\",\"info\":\"x\"}",
                "{\"result\":\"allow\",\"info\":{\"long\":\"xxxxxxxxxxxxxxxx\"}}",
                "{\"result\":\"allow\",\"rights\":\"join\"}",
                "{\"result\":\"allow\",\"rights\":[\"everything\"]}",
                "{\"result\":\"allow\",\"seconds\":0}",
                "{\"result\":\"allow\",\"seconds\":\"60\"}"
            })
    void asks_a_client_to_retry_after_an_invalid_answer_unless_the_policy_admits_it(String body) {
        assertEquals(
                CloseCode.LOGIN_UNAVAILABLE, refused(hook(200, body, false)).code());
        assertNull(hook(200, body, true).admit(STRANGER).toCompletableFuture().join());
        assertEquals(2, counters.connect.failures.sum());
    }

    @Test
    void asks_a_client_to_retry_after_another_status() {
        for (int status : new int[] {201, 202, 302, 503}) {
            assertEquals(
                    CloseCode.LOGIN_UNAVAILABLE,
                    refused(hook(status, "{\"result\":\"allow\"}", false)).code());
        }
    }
}
