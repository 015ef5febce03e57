package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moderation of messages before delivery. */
class ModerationIT {

    @Test
    void refuses_listed_words() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_MODERATION_MODE", "words")
                        .with("ROOMCAST_MODERATION_WORDS", "badword,坏话")
                        .start();
                RawClient li = RawClient.open(server, "/ws/a");
                RawClient wang = RawClient.open(server, "/ws/a?v=1")) {
            wang.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"坏话\"}}}");
            assertTrue(wang.read().text().contains("\"forbidden\""));
            wang.sendText("{\"method\":\"$connect\",\"id\":2}");
            assertTrue(wang.read().text().contains("\"$connect\""));
            li.sendText("B A D word");
            li.sendText("{\"type\":\"chat\",\"content\":\"b\\u0061dword\"}");
            li.sendText("{\"method\":\"move\",\"data\":\"badword: a plain client may show it\"}");
            wang.sendText("{\"method\":\"move\",\"data\":\"badword, but nobody reads a move\"}");

            assertTrue(li.read().text().startsWith("{\"method\":\"move\",\"data\":\"badword, but nobody"));
            assertTrue(wang.read().text().startsWith("{\"method\":\"move\",\"data\":\"badword, but nobody"));
            RawClient named = RawClient.open(server, "/ws/a?user=%E5%9D%8F%E8%AF%9D");
            assertTrue(named.read().text().contains("\"forbidden\""));
            assertEquals(4507, named.readCloseCode());
        }
    }

    @Test
    void reloads_a_changed_word_file_without_a_restart() throws Exception {
        Path file = Files.createTempFile("roomcast", ".words");
        Files.writeString(file, "badword\n");
        try (ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_MODERATION_MODE", "words")
                        .with("ROOMCAST_MODERATION_WORDS", "always")
                        .with("ROOMCAST_MODERATION_WORDS_FILE", file)
                        .start();
                RawClient li = RawClient.open(server, "/ws/a?v=1")) {
            li.sendText("{\"method\":\"$connect\",\"id\":1}");
            li.read();
            assertTrue(isRefused(li, "a badword"));
            assertTrue(!isRefused(li, "a newword"));
            Files.writeString(file, "newword\n");
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 10_000));
            eventually("the new word is refused", () -> isRefused(li, "a newword"));
            assertTrue(!isRefused(li, "a badword"), "the old word is accepted again");
            assertTrue(isRefused(li, "as always"));
            Files.delete(file);
            eventually("the log reports it", () -> server.log().newest().contains("event=words-unreadable"));
            assertTrue(isRefused(li, "a newword"), "nothing changed");
        }
    }

    private static boolean isRefused(RawClient client, String text) throws Exception {
        client.sendText("{\"method\":\"chat\",\"id\":2,\"data\":\"" + text + "\"}");
        String answer = client.read().text();
        while (!answer.contains("\"id\":2")) { // its own message
            answer = client.read().text();
        }
        return answer.contains("$error");
    }

    @Test
    void refuses_words_in_a_change_of_the_shared_state_and_changes_nothing() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_MODERATION_MODE", "words")
                        .with("ROOMCAST_MODERATION_WORDS", "badword")
                        .start();
                RawClient li = RawClient.open(server, "/ws/a?v=1")) {
            li.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
            li.read();
            for (String set :
                    List.of("{\"title\":\"a b\u0061dword\"}", "{\"badword\":1}", "{\"deep\":{\"x\":[\"bad word\"]}}")) {
                li.sendText("{\"method\":\"chat\",\"id\":2,\"set\":" + set + "}");
                String answer = li.read().text();
                assertTrue(answer.contains("$error") && answer.contains("\"forbidden\""), set + " " + answer);
            }
            li.sendText("{\"method\":\"chat\",\"id\":3,\"set\":{\"title\":\"a word\"}}");
            String accepted = li.read().text();
            assertTrue(!accepted.contains("$error"), accepted);
            try (RawClient wang = RawClient.open(server, "/ws/a?v=1")) {
                wang.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
                String welcome = wang.read().text();
                assertTrue(welcome.contains("a word") && !welcome.contains("badword"), welcome);
            }
        }
    }

    @Test
    void checks_texts_of_wechat_users_with_wechat() throws Exception {
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
                .with("ROOMCAST_MODERATION_MODE", "wechat")
                .start()) {
            try (RawClient li = RawClient.connect(server)) {
                li.handshake("/ws/a", "X-WX-OPENID: oLi");
                li.sendText("risky text");
                li.sendText("你好");
                assertEquals("你好", li.read().text());
                wechat.stop(0);
                li.sendText("nobody can check this");
                li.sendText("{\"method\":\"move\"}");
                li.send(WireFrame.whole(WireFrame.BINARY, new byte[] {1}));
                assertEquals(WireFrame.BINARY, li.read().opcode());
            }
        } finally {
            wechat.stop(0);
        }
    }

    /** @param whenRisky the answer to a text that contains the word; null: the same answer */
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
