package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.webhooks.FakeReceiver;
import dev.roomcast.webhooks.FakeReceiver.Behaviour;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Log output of a server. */
@Tag("slow")
class LogIT {

    private static final String SECRET = "a-secret-of-this-test-and-long-enough-";
    private static final String KEY = "the-key-of-the-operators";
    private static final String OPENID = "oOpenid-of-somebody";
    private static final String SESSION_KEY = "session-key-of-WeChat";
    private static final String CODE = "code-of-wx.login";

    @Test
    void writes_every_log_line_as_json_if_configured() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", true)
                .start()) {
            server.stop();
            List<JsonObject> lines =
                    server.log().newest().lines().map(JsonObject::new).toList();
            assertTrue(lines.stream().anyMatch(line -> line.getString("message").startsWith("event=start ")));
            JsonObject last = lines.stream()
                    .filter(line -> line.getString("message").startsWith("event=drained "))
                    .findFirst()
                    .orElseThrow();
            assertEquals("INFO", last.getString("level"));
            assertEquals("dev.roomcast", last.getString("loggerName"));
        }
    }

    @Test
    void writes_events_without_secrets() throws Exception {
        try (FakeReceiver wechat = new FakeReceiver();
                ServerProcess server = asking(wechat.port())) {
            wechat.does(
                    Behaviour.answers(200, "{\"openid\":\"" + OPENID + "\",\"session_key\":\"" + SESSION_KEY + "\"}"));
            JsonObject login = new JsonObject(login(server));
            wechat.does(request -> null);
            login(server);
            String token = login.getString("token");
            String session = visitAndKick(server, token, login.getString("user"));
            try (RawClient stranger = RawClient.open(server, "/ws/a?v=1&token=" + token + "forged")) {
                assertEquals(4500, stranger.readCloseCode());
            }
            assertEquals(401, ask(server, "DELETE", "/api/rooms/a", "Bearer not-" + KEY));
            assertEquals(404, ask(server, "DELETE", "/api/rooms/a/members/" + OPENID, "Bearer " + KEY));
            assertEquals(200, ask(server, "DELETE", "/api/users/" + OPENID + "/connections", "Bearer " + KEY));
            eventually("an event is refused", () -> server.log().newest().contains("event=webhook-failed "));
            String log = server.log().newest();
            for (String line : List.of("event=start ", "event=wechat-failed ", "event=kicked room=a who=\"")) {
                assertTrue(log.contains(line), log);
            }
            for (String secret : List.of(SECRET, KEY, OPENID, SESSION_KEY, CODE, session, "eyJ", "forged")) {
                assertFalse(log.contains(secret), log);
            }
        }
    }

    @Test
    void names_the_problem_of_a_token_at_level_debug_and_never_its_content() throws Exception {
        try (FakeReceiver wechat = new FakeReceiver();
                ServerProcess server = asking(wechat.port(), "DEBUG")) {
            wechat.does(
                    Behaviour.answers(200, "{\"openid\":\"" + OPENID + "\",\"session_key\":\"" + SESSION_KEY + "\"}"));
            String token = new JsonObject(login(server)).getString("token");
            try (RawClient stranger = RawClient.open(server, "/ws/a?v=1&token=" + token + "forged")) {
                assertEquals(4500, stranger.readCloseCode());
            }
            String log = server.log().newest();
            assertTrue(log.contains("event=token-refused room=a problem=signature"), log);
            for (String secret : List.of(SECRET, OPENID, SESSION_KEY, CODE, "eyJ", "forged")) {
                assertFalse(log.contains(secret), log);
            }
        }
    }

    private static ServerProcess asking(int wechat) throws Exception {
        return asking(wechat, "INFO");
    }

    private static ServerProcess asking(int wechat, String level) throws Exception {
        return ServerProcess.options()
                .with("QUARKUS_LOG_CATEGORY__DEV_ROOMCAST__LEVEL", level)
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET + 1)
                .with("ROOMCAST_AUTH_QUERY_TOKEN", true)
                .with("ROOMCAST_WECHAT_APPID", "wx-app")
                .with("ROOMCAST_WECHAT_SECRET", SECRET + 2)
                .with("ROOMCAST_WECHAT_BASE_URL", "http://127.0.0.1:" + wechat)
                .with("ROOMCAST_API_KEY", KEY)
                .with("ROOMCAST_HOOKS_URL", "http://127.0.0.1:1/" + SECRET + 3)
                .with("ROOMCAST_HOOKS_SECRET", SECRET + 4)
                .start();
    }

    private static String login(ServerProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("http", "/login/wechat"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + CODE + "\"}"))
                .build();
        return ServerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** @return the session */
    private static String visitAndKick(ServerProcess server, String token, String user) throws Exception {
        try (RawClient client = RawClient.open(server, "/ws/a?v=1&token=" + token)) {
            client.sendText("{\"method\":\"$connect\",\"id\":1}");
            JsonObject welcome = new JsonObject(client.read().text()).getJsonObject("data");
            assertEquals(user, welcome.getString("user"));
            assertEquals(200, ask(server, "DELETE", "/api/rooms/a/members/" + user, "Bearer " + KEY));
            return welcome.getString("session");
        }
    }

    private static int ask(ServerProcess server, String method, String path, String authorization) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("http", path))
                .header("Authorization", authorization)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return ServerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
