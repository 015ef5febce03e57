package dev.roomcast.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Login of a WeChat mini program on a built server. */
class WechatLoginIT extends Logins {

    @Test
    void issues_a_token_for_a_wechat_login() throws Exception {
        HttpServer wechat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        wechat.createContext("/sns/jscode2session", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            String answer = query.contains("js_code=good")
                    ? "{\"openid\":\"oOpenid\",\"session_key\":\"SESSIONKEY\"}"
                    : "{\"errcode\":" + (query.contains("js_code=often") ? 45011 : 40029) + ",\"errmsg\":\"rid\"}";
            exchange.sendResponseHeaders(200, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        wechat.start();
        try (ServerProcess logins = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_WECHAT_APPID", "wx123")
                .with("ROOMCAST_WECHAT_SECRET", "APPSECRET")
                .with(
                        "ROOMCAST_WECHAT_BASE_URL",
                        "http://127.0.0.1:" + wechat.getAddress().getPort())
                .start()) {
            HttpResponse<String> answer = login(logins, "{\"code\":\"good\"}");
            assertEquals(200, answer.statusCode());
            String token = Json.field(answer.body(), "token");
            String user = Json.field(answer.body(), "user");
            try (RawClient client = RawClient.connect(logins)) {
                client.handshake("/ws/a?v=1", "Authorization: Bearer " + token);
                assertTrue(welcome(client).contains("\"user\":\"" + user + "\""));
            }

            assertEquals(401, login(logins, "{\"code\":\"bad\"}").statusCode());
            assertEquals(401, login(logins, code(512)).statusCode());
            assertEquals(400, login(logins, code(513)).statusCode());
            HttpResponse<String> often = login(logins, "{\"code\":\"often\"}");
            assertEquals(429, often.statusCode());
            assertEquals("60", retryAfter(often));
            for (String nonsense : List.of("", "{}", "[]", "{\"code\":1}", "{\"code\":\"\"}", "x")) {
                assertEquals(400, login(logins, nonsense).statusCode(), nonsense);
            }
            assertEquals(
                    413,
                    login(logins, "{\"code\":\"" + "x".repeat(5000) + "\"}").statusCode());
            breakOff(logins, "{\"code\":\"go");
            wechat.stop(0);
            HttpResponse<String> down = login(logins, "{\"code\":\"good\"}");
            assertEquals(503, down.statusCode());
            assertEquals("2", retryAfter(down));
            String said = answer.body() + down.body() + logins.log().newest();
            for (String secret : List.of("oOpenid", "SESSIONKEY", "APPSECRET", SECRET)) {
                assertFalse(said.contains(secret), said);
            }
            assertFalse(said.contains(" ERROR "), said);
        }
    }

    private static String code(int length) {
        return "{\"code\":\"" + "x".repeat(length) + "\"}";
    }

    private static String retryAfter(HttpResponse<String> answer) {
        return answer.headers().firstValue("Retry-After").orElse(null);
    }

    /** A connection that ends before the whole body. */
    private static void breakOff(ServerProcess logins, String body) throws Exception {
        try (RawClient client = RawClient.connect(logins)) {
            client.send(("POST /login/wechat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n" + body)
                    .getBytes(UTF_8));
            client.end();
        }
    }

    @Test
    void limits_the_login_rate_of_an_address() throws Exception {
        try (ServerProcess logins = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_WECHAT_APPID", "wx123")
                .with("ROOMCAST_WECHAT_SECRET", "APPSECRET")
                .with("ROOMCAST_WECHAT_BASE_URL", "http://127.0.0.1:1")
                .with("ROOMCAST_LIMITS_LOGINS_PER_ADDRESS", 5)
                .start()) {
            int admitted = 0;
            long start = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                HttpResponse<String> answer = login(logins, "{}");
                boolean refused = answer.statusCode() == 429;
                assertTrue(refused || answer.statusCode() == 400, answer.body());
                assertEquals(refused ? "1" : null, retryAfter(answer));
                assertTrue(!refused || i >= 5, "one of the first five was refused");
                admitted += refused ? 0 : 1;
            }
            long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000; // incomplete seconds at both ends
            assertTrue(admitted <= 5 * seconds, admitted + " were admitted in " + seconds + " s");
        }
    }
}
