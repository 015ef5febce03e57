package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused handshake does not affect its HTTP connection, which a proxy reuses for the next user. */
class RefusedHandshakesIT {

    private static final String ORIGIN = "https://good.example";

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options().with("ROOMCAST_ORIGINS", ORIGIN).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** A request with its expected refusal. */
    record Refused(String name, int status, boolean closes, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refused> refused() {
        return Stream.of(
                keeps("POST", 405, request("POST", "/ws/r", Map.of())),
                keeps("HEAD", 405, request("HEAD", "/ws/r", Map.of())),
                keeps("OPTIONS", 405, request("OPTIONS", "/ws/r", Map.of())),
                keeps("an unknown method", 405, request("BREW", "/ws/r", Map.of())),
                keeps("no Connection", 400, request("GET", "/ws/r", Map.of("Connection", ""))),
                keeps("Connection: keep-alive", 400, request("GET", "/ws/r", Map.of("Connection", "keep-alive"))),
                keeps("Connection: no-upgrade", 400, request("GET", "/ws/r", Map.of("Connection", "no-upgrade"))),
                keeps("no Upgrade", 426, request("GET", "/ws/r", Map.of("Upgrade", ""))),
                keeps("Upgrade: foo", 426, request("GET", "/ws/r", Map.of("Upgrade", "foo"))),
                keeps("version 8", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Version", "8"))),
                keeps("version 99", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Version", "99"))),
                keeps("no version", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Version", ""))),
                keeps("no key", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Key", ""))),
                keeps("short key", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Key", "YWJj"))),
                keeps("bad key", 400, request("GET", "/ws/r", Map.of("Sec-WebSocket-Key", "!".repeat(24)))),
                keeps("bad room", 400, request("GET", "/ws/a%20b", Map.of())),
                keeps("other path", 404, request("GET", "/ws/a/b", Map.of())),
                keeps("no UTF-8", 400, request("GET", "/ws/r?user=%ff", Map.of())),
                keeps("bad escape", 400, request("GET", "/ws/r?user=%zz", Map.of())),
                keeps("bad escape elsewhere", 400, request("GET", "/ws/r?x=100%&y=1", Map.of())),
                keeps("raw UTF-8 in the path", 400, request("GET", "/ws/\u4e2d\u6587", Map.of())),
                keeps("raw UTF-8 elsewhere", 400, request("GET", "/\u4e2d\u6587", Map.of())),
                keeps("bad host", 400, request("GET", "/ws/r", Map.of("Host", "a b"))),
                keeps("foreign origin", 403, request("GET", "/ws/r", Map.of("Origin", "https://bad.example"))),
                closes("HTTP/1.0", 400, request("GET", "/ws/r", Map.of("HTTP", "1.0"))),
                closes("a body", 400, request("GET", "/ws/r", Map.of("Content-Length", "5")) + "hello"),
                closes("a missing body", 400, request("GET", "/ws/r", Map.of("Content-Length", "5"))),
                closes(
                        "a long body",
                        405,
                        request("POST", "/ws/r", Map.of("Content-Length", "20000")) + "x".repeat(20000)),
                closes(
                        "a chunked body",
                        400,
                        request("GET", "/ws/r", Map.of("Transfer-Encoding", "chunked")) + "5\r\nhello\r\n0\r\n\r\n"));
    }

    private static Refused keeps(String name, int status, String request) {
        return new Refused(name, status, false, request.getBytes(StandardCharsets.UTF_8));
    }

    private static Refused closes(String name, int status, String request) {
        return new Refused(name, status, true, request.getBytes(StandardCharsets.UTF_8));
    }

    /** @param changed replacements of valid headers; an empty value removes a header; {@code HTTP} is the version */
    static String request(String method, String path, Map<String, String> changed) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "localhost");
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        headers.put("Sec-WebSocket-Version", "13");
        headers.putAll(changed);
        String version = headers.getOrDefault("HTTP", "1.1");
        headers.remove("HTTP");
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/" + version + "\r\n");
        headers.forEach((name, value) -> request.append(value.isEmpty() ? "" : name + ": " + value + "\r\n"));
        return request.append("\r\n").toString();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void admits_the_next_handshake_on_the_same_connection(Refused refused) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < (refused.closes() ? 1 : 3); i++) {
                client.send(refused.bytes());
                RawClient.Answer answer = refused.name().equals("HEAD") ? client.readHead() : client.readAnswer();
                assertEquals(refused.status(), answer.status());
                assertEquals(refused.closes() ? "close" : null, closeOf(answer));
            }
            if (refused.closes()) {
                assertTrue(client.isEnded());
            } else {
                assertEquals(101, client.handshake("/ws/" + room(refused)).status());
                client.sendText("ping");
                client.readUntil("pong");
            }
        }
        assertEquals(List.of(), server.log().takeTroubles());
        eventually("no connection remains", () -> server.connections() == 0 && server.members() == 0);
    }

    private static String room(Refused refused) {
        return refused.name().replaceAll("[^A-Za-z0-9]", "-");
    }

    private static String closeOf(RawClient.Answer answer) {
        return "close".equals(answer.headers().get("connection")) ? "close" : null;
    }

    @Test
    void admits_a_handshake_after_a_refused_one_in_the_same_segment() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            String refused = request("POST", "/ws/r", Map.of());
            client.send((refused + refused + RawClient.request("/ws/r")).getBytes(StandardCharsets.UTF_8));
            assertEquals(405, client.readAnswer().status());
            assertEquals(405, client.readAnswer().status());
            assertEquals(101, client.readAnswer().status());
            client.sendText("ping");
            client.readUntil("pong");
        }
    }

    /**
     * The preceding file request takes a moment, during which the two requests are parsed as HTTP. The answers are
     * unspecified.
     */
    @Test
    void ends_a_connection_with_a_request_after_the_handshake() throws Exception {
        for (String behind :
                List.of(RawClient.request("/ws/r2"), "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            try (RawClient client = RawClient.connect(server)) {
                String file = "GET /demo/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
                client.send((file + RawClient.request("/ws/r1") + behind).getBytes(StandardCharsets.UTF_8));
                client.end();
            }
            eventually("no connection remains", () -> server.connections() == 0 && server.members() == 0);
        }
        try (RawClient next = RawClient.open(server, "/ws/r1")) {
            next.sendText("ping");
            next.readUntil("pong");
        }
        assertEquals(List.of(), server.log().takeTroubles());
    }

    @Test
    void accepts_the_forms_of_the_upgrade_headers_that_rfc_6455_allows() throws Exception {
        List<Map<String, String>> forms = List.of(
                Map.of("Upgrade", "WebSocket"),
                Map.of("Upgrade", "foo, websocket"),
                Map.of("Connection", "keep-alive, Upgrade"),
                Map.of("Connection", "keep-alive\r\nConnection: upgrade"),
                Map.of("Content-Length", "0"),
                Map.of("Origin", ORIGIN));
        for (Map<String, String> form : forms) {
            try (RawClient client = RawClient.connect(server)) {
                client.send(request("GET", "/ws/forms", form).getBytes(StandardCharsets.UTF_8));
                assertEquals(101, client.readAnswer().status(), form.toString());
                client.sendText("ping");
                client.readUntil("pong");
            }
        }
    }

    @Test
    void names_the_violated_rule_in_the_body_of_a_refusal() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            RawClient.Answer room = client.handshake("/ws/a%20b");
            assertEquals("text/plain; charset=utf-8", room.headers().get("content-type"));
            assertTrue(room.body().contains("room name"), room.body());
            assertTrue(client.handshake("/ws/a/b").body().contains("/ws/{room}"));
            assertTrue(client.handshake("/ws/r", "Origin: https://bad.example")
                    .body()
                    .contains("roomcast.origins"));
            client.send("GET /ws/r HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            RawClient.Answer plain = client.readAnswer();
            assertEquals("websocket", plain.headers().get("upgrade"));
            assertTrue(plain.body().contains("Upgrade: websocket"), plain.body());
            client.send(request("GET", "/ws/r", Map.of("Sec-WebSocket-Version", "8"))
                    .getBytes(StandardCharsets.UTF_8));
            assertEquals("13", client.readAnswer().headers().get("sec-websocket-version"));
            client.send(request("PUT", "/ws/r", Map.of()).getBytes(StandardCharsets.UTF_8));
            assertEquals("GET", client.readAnswer().headers().get("allow"));
        }
    }

    @Test
    void refuses_a_request_over_http_2_without_headers_of_http_1() throws Exception {
        java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build();
        java.net.http.HttpResponse<String> answer = null;
        for (int i = 0; i < 2; i++) { // the first one upgrades the connection
            answer = http.send(
                    java.net.http.HttpRequest.newBuilder(server.uri("http", "/ws/r"))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
            assertEquals(426, answer.statusCode());
        }
        assertEquals(java.net.http.HttpClient.Version.HTTP_2, answer.version());
        assertNull(answer.headers().firstValue("upgrade").orElse(null));
        assertFalse(answer.body().isEmpty());
    }

    /** Vert.x answers such a request itself; the connection is an idle one of HTTP afterwards. */
    @Test
    void admits_a_handshake_after_an_upgrade_to_http_2_without_settings() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < 2; i++) {
                client.send(request("GET", "/ws/h2c", Map.of("Upgrade", "h2c")).getBytes(StandardCharsets.UTF_8));
                assertEquals(400, client.readAnswer().status());
            }
            assertEquals(0, server.connections());
            assertEquals(101, client.handshake("/ws/h2c").status());
            client.sendText("ping");
            client.readUntil("pong");
        }
        assertEquals(List.of(), server.log().takeTroubles());
        eventually("the connection is not counted any more", () -> server.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "\u4e2d\u6587", "\ud83d\ude00", "a|b^c{d}"})
    void accepts_raw_utf_8_in_the_address(String user) throws Exception {
        try (RawClient observer = RawClient.open(server, "/ws/names?v=1");
                RawClient guest = RawClient.connect(server)) {
            observer.sendText("{\"method\":\"$connect\",\"id\":1}");
            observer.read();
            assertEquals(101, guest.handshake("/ws/names?x={|}&user=" + user).status());
            guest.sendText("hello");
            WireFrame frame = observer.read();
            while (!frame.text().contains("hello")) {
                frame = observer.read();
            }
            assertTrue(frame.text().contains("\"user\":\"" + user + "\""), frame.text());
        }
    }
}
