package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.webhooks.FakeReceiver;
import dev.roomcast.webhooks.FakeReceiver.Behaviour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of a built server to an application before a connection joins a room. */
class ConnectHookIT {

    private static final int FORBIDDEN = 4507;
    private static final int EXPIRED = 4005;
    private static final int COME_BACK = 1013;

    private final FakeReceiver receiver = new FakeReceiver();

    @AfterEach
    void close() throws Exception {
        receiver.close();
    }

    private ServerProcess asking(String timeout, String onFailure) throws Exception {
        return ServerProcess.options()
                .with("ROOMCAST_HOOKS_SECRET", "the secret of this test, long enough")
                .with("ROOMCAST_HOOKS_CONNECT_URL", receiver.address())
                .with("ROOMCAST_HOOKS_CONNECT_TIMEOUT", timeout)
                .with("ROOMCAST_HOOKS_CONNECT_ON_FAILURE", onFailure)
                .start();
    }

    /** The application's answers by an opaque token. */
    private void decides() {
        receiver.does(request -> {
            JsonObject question = new JsonObject(request.body());
            JsonObject answer = switch (String.valueOf(question.getString("token"))) {
                case "friend" ->
                    new JsonObject()
                            .put("result", "allow")
                            .put("user", "u_42")
                            .put("info", new JsonObject().put("nick", "Li"))
                            .put("rights", new JsonArray().add("join").add("publish:move"));
                case "guest" -> new JsonObject().put("result", "allow").put("seconds", 1);
                case "odd" -> new JsonObject().put("result", "perhaps");
                default -> new JsonObject().put("result", "refuse").put("message", "this room is private");
            };
            return Behaviour.answers(200, answer.encode()).answer(request);
        });
    }

    private static RawClient connect(ServerProcess server, String path, String token) throws Exception {
        RawClient client = RawClient.open(server, path);
        client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"" + token + "\"}}");
        return client;
    }

    @Test
    void admits_a_connection_with_user_info_and_rights_of_the_application() throws Exception {
        decides();
        try (ServerProcess server = asking("20s", "refuse");
                RawClient li = connect(server, "/ws/a?v=1&user=nobody&invite=x7", "friend")) {
            String welcome = li.read().text();
            assertTrue(welcome.contains("\"user\":\"u_42\"") && welcome.contains("{\"nick\":\"Li\"}"), welcome);
            li.sendText("{\"method\":\"chat\",\"id\":2}");
            assertTrue(li.read().text().contains("\"forbidden\""));
            li.sendText("{\"method\":\"move\",\"id\":3}");
            String moved = li.read().text();
            assertFalse(moved.contains("$error"), moved);

            JsonObject question = new JsonObject(receiver.requests().get(0).body());
            assertEquals("a", question.getString("room"));
            assertEquals("nobody", question.getString("user"));
            assertEquals(false, question.getBoolean("proven"));
            assertEquals("127.0.0.1", question.getString("address"));
            assertEquals("x7", question.getJsonObject("query").getString("invite"));
            assertTrue(receiver.requests().get(0).headers().containsKey("webhook-signature"));
            assertEquals(1, receiver.requests().size(), "once per connection");
        }
    }

    @Test
    void closes_a_connection_at_the_granted_expiry() throws Exception {
        decides();
        try (ServerProcess server = asking("20s", "refuse");
                RawClient guest = connect(server, "/ws/a?v=1", "guest")) {
            assertTrue(guest.read().text().contains("\"$connect\""));
            assertEquals(EXPIRED, guest.readCloseCode());
        }
    }

    @Test
    void refuses_with_the_message_of_the_application() throws Exception {
        decides();
        try (ServerProcess server = asking("20s", "refuse");
                RawClient stranger = connect(server, "/ws/a?v=1", "stranger");
                RawClient plain = RawClient.open(server, "/ws/a?user=li")) {
            String refused = stranger.read().text();
            assertTrue(refused.contains("this room is private"), refused);
            assertEquals(FORBIDDEN, stranger.readCloseCode());
            assertEquals(FORBIDDEN, plain.readCloseCode());
            assertEquals(0, server.members());
        }
    }

    @Test
    void asks_a_client_to_retry_after_a_missing_or_invalid_answer_of_the_application() throws Exception {
        decides();
        try (ServerProcess server = asking("500ms", "refuse")) {
            try (RawClient odd = connect(server, "/ws/a?v=1", "odd")) {
                assertEquals(COME_BACK, odd.readCloseCode());
            }
            receiver.does(request -> "");
            try (RawClient late = connect(server, "/ws/a?v=1", "friend")) {
                assertEquals(COME_BACK, late.readCloseCode());
            }
            receiver.does(Behaviour.answers(500, ""));
            try (RawClient broken = connect(server, "/ws/a?v=1", "friend")) {
                assertEquals(COME_BACK, broken.readCloseCode());
            }
            decides();
            try (RawClient again = connect(server, "/ws/a?v=1", "friend")) {
                assertTrue(again.read().text().contains("\"u_42\""));
            }
        }
    }

    @Test
    void admits_connections_during_an_outage_of_the_application_if_configured() throws Exception {
        receiver.does(request -> null);
        try (ServerProcess server = asking("500ms", "pass");
                RawClient li = connect(server, "/ws/a?v=1&user=li", "friend")) {
            assertTrue(li.read().text().contains("\"user\":\"li\""));
        }
    }

    @Test
    void refuses_a_crowd_temporarily_if_the_application_is_too_slow() throws Exception {
        receiver.does(request -> "");
        try (ServerProcess server = asking("1s", "refuse")) {
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                crowd.add(connect(server, "/ws/a?v=1", "friend"));
            }
            for (RawClient each : crowd) {
                assertEquals(COME_BACK, each.readCloseCode());
                each.close();
            }
            decides();
            try (RawClient li = connect(server, "/ws/a?v=1", "friend")) {
                assertTrue(li.read().text().contains("\"u_42\""));
            }
            assertEquals(List.of(), server.log().takeTroubles());
        }
    }
}
