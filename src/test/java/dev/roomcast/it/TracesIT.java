package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.RequiredTool;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.webhooks.FakeReceiver;
import dev.roomcast.webhooks.FakeReceiver.Behaviour;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces that a server built with {@code -Ptraces} exports to an OpenTelemetry collector. */
@Tag("slow")
class TracesIT {

    private static final String SECRET = "a-secret-of-this-test-and-long-enough-";
    private static final String KEY = "the-key-of-the-operators";
    private static final String OPENID = "oOpenid-of-somebody";
    private static final String SESSION_KEY = "session-key-of-WeChat";
    private static final String ACCESS = "access-token-of-WeChat";
    private static final String CODE = "code-of-wx.login";

    private static final List<String> NAMES = List.of(
            "POST /login/wechat",
            "GET /sns/jscode2session",
            "POST /wxa/msg_sec_check",
            "POST before-publish",
            "POST events",
            "POST /api/rooms/:room/publications",
            "DELETE /api/rooms/:room/members/:member");

    @BeforeAll
    static void require_a_build_with_traces() throws IOException {
        Path libraries = Path.of("target/quarkus-app/lib/main");
        try (Stream<Path> all = Files.exists(libraries) ? Files.list(libraries) : Stream.empty()) {
            if (!ServerProcess.testsJar()
                    || all.noneMatch(
                            each -> each.getFileName().toString().startsWith("io.quarkus.quarkus-opentelemetry"))) {
                String message = "The build does not use -Ptraces: traces were NOT tested!";
                RequiredTool.skip("traces", message);
            }
        }
    }

    @Test
    void traces_requests_and_outgoing_calls_without_secrets_or_messages() throws Exception {
        try (FakeReceiver collector = new FakeReceiver();
                FakeReceiver others = new FakeReceiver();
                ServerProcess server = tracing(collector, others)) {
            collector.does(Behaviour.answers(200, ""));
            others.does(TracesIT::answer);
            String session = talk(server, new JsonObject(login(server)).getString("token"));
            ask(server, "POST", "/api/rooms/a/publications?key=" + KEY);
            others.does(request -> ""); // until the server abandons WeChat
            login(server);
            others.does(request -> null);
            login(server);
            ask(server, "DELETE", "/api/rooms/a/members/nobody");
            eventually("the last span is exported", () -> told(collector).contains("DELETE"));
            assertEquals(0, server.stop().code());

            String told = told(collector);
            NAMES.forEach(name -> assertTrue(told.contains(name), name));
            assertEquals(1, told.split("POST /wxa/msg_sec_check", -1).length - 1, "one text was checked");
            for (String secret : List.of(SECRET, KEY, OPENID, SESSION_KEY, ACCESS, CODE, session, "eyJ")) {
                assertFalse(told.contains(secret), secret);
            }
            for (String silence : List.of("exception.message", "/ws/", "/q/", "said")) {
                assertFalse(told.contains(silence), silence);
            }
            assertTrue(others.requests().stream()
                    .anyMatch(request -> request.headers().containsKey("traceparent")));
            assertTrue(others.requests().stream()
                    .noneMatch(request -> request.headers().containsKey("baggage")));
        }
    }

    private static String answer(FakeReceiver.Request request) {
        JsonObject answer = new JsonObject();
        if (request.path().contains("jscode2session")) {
            answer.put("openid", OPENID).put("session_key", SESSION_KEY);
        } else if (request.path().contains("stable_token")) {
            answer.put("access_token", ACCESS).put("expires_in", 7200);
        } else if (request.path().contains("msg_sec_check")) {
            answer.put("errcode", 0).put("result", new JsonObject().put("suggest", "pass"));
        } else {
            answer.put("result", "allow");
        }
        return Behaviour.answers(200, answer.encode()).answer(request);
    }

    private static ServerProcess tracing(FakeReceiver collector, FakeReceiver others) throws Exception {
        String address = "http://127.0.0.1:" + others.port();
        return ServerProcess.options()
                .with("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.port())
                .with("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .with("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms")
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET + 1)
                .with("ROOMCAST_AUTH_QUERY_TOKEN", true)
                .with("ROOMCAST_WECHAT_APPID", "wx-app")
                .with("ROOMCAST_WECHAT_SECRET", SECRET + 2)
                .with("ROOMCAST_WECHAT_BASE_URL", address)
                .with("ROOMCAST_MODERATION_MODE", "wechat")
                .with("ROOMCAST_API_KEY", KEY)
                .with("ROOMCAST_HOOKS_URL", address + "/" + SECRET + 3)
                .with("ROOMCAST_HOOKS_BEFORE_PUBLISH_URL", address + "/ask?" + SECRET + 4)
                .with("ROOMCAST_HOOKS_SECRET", SECRET + 5)
                .start();
    }

    private static String told(FakeReceiver collector) {
        return collector.requests().stream().map(FakeReceiver.Request::body).collect(Collectors.joining());
    }

    private static String login(ServerProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("http", "/login/wechat"))
                .header("Content-Type", "application/json")
                .header("baggage", "stranger=1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + CODE + "\"}"))
                .build();
        return ServerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** @return the session */
    private static String talk(ServerProcess server, String token) throws Exception {
        try (RawClient client = RawClient.open(server, "/ws/a?v=1&token=" + token)) {
            client.sendText("{\"method\":\"$connect\",\"id\":1}");
            JsonObject welcome = new JsonObject(client.read().text()).getJsonObject("data");
            client.sendText("{\"method\":\"chat\",\"id\":2,\"data\":\"said\"}");
            client.read();
            client.read();
            return welcome.getString("session");
        }
    }

    private static void ask(ServerProcess server, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("http", path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{\"method\":\"news\",\"data\":\"said\"}"))
                .build();
        ServerProcess.HTTP.send(request, HttpResponse.BodyHandlers.discarding());
    }
}
