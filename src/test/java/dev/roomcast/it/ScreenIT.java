package dev.roomcast.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What people write is looked at before others see it. */
class ScreenIT {

    @Test
    void words_of_a_list_are_not_let_through() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_SCREEN_MODE", "words")
                        .with("ROOMCAST_SCREEN_WORDS", "badword,坏话")
                        .start();
                RawClient li = RawClient.open(server, "/ws/a");
                RawClient wang = RawClient.open(server, "/ws/a?v=1")) {
            wang.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"坏话\"}}}");
            assertTrue(wang.read().text().contains("\"forbidden\""));
            wang.sendText("{\"method\":\"$connect\",\"id\":2}");
            assertTrue(wang.read().text().contains("\"$connect\""));
            li.sendText("B A D word");
            li.sendText("{\"method\":\"move\",\"data\":\"badword, but nobody reads a move\"}");

            assertEquals(
                    "{\"method\":\"move\",\"data\":\"badword, but nobody reads a move\"}",
                    li.read().text());
            assertTrue(wang.read().text().startsWith("{\"method\":\"move\""));
        }
    }

    @Test
    void wechat_is_asked_about_those_who_logged_in_through_it() throws Exception {
        HttpServer wechat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(wechat, "/cgi-bin/stable_token", "{\"access_token\":\"T\",\"expires_in\":7200}", null);
        answer(
                wechat,
                "/wxa/msg_sec_check",
                "{\"errcode\":0,\"result\":{\"suggest\":\"pass\"}}",
                "{\"errcode\":0,\"result\":{\"suggest\":\"risky\"}}");
        wechat.start();
        try (ServerProcess server = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "header")
                .with("ROOMCAST_AUTH_SECRET", "the secret of this test, and of no other one")
                .with("ROOMCAST_TRUSTED_PROXIES", "127.0.0.1")
                .with("ROOMCAST_WECHAT_APPID", "wx123")
                .with("ROOMCAST_WECHAT_SECRET", "APPSECRET")
                .with(
                        "ROOMCAST_WECHAT_BASE_URL",
                        "http://127.0.0.1:" + wechat.getAddress().getPort())
                .with("ROOMCAST_SCREEN_MODE", "wechat")
                .start()) {
            try (RawClient li = RawClient.connect(server)) {
                li.handshake("/ws/a", "X-WX-OPENID: oLi");
                li.sendText("risky text");
                li.sendText("你好");
                assertEquals("你好", li.read().text());
                wechat.stop(0);
                li.sendText("nobody can check this");
                li.sendText("{\"method\":\"move\"}");
                assertEquals("{\"method\":\"move\"}", li.read().text());
            }
        } finally {
            wechat.stop(0);
        }
    }

    /** @param whenRisky the answer to a text with that word in it; null: the same */
    private static void answer(HttpServer server, String path, String answer, String whenRisky) {
        server.createContext(path, exchange -> {
            boolean risky = new String(exchange.getRequestBody().readAllBytes(), UTF_8).contains("risky");
            send(exchange, (risky && whenRisky != null ? whenRisky : answer).getBytes(UTF_8));
        });
    }

    private static void send(com.sun.net.httpserver.HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
