package dev.roomcast.rules;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Discovery and use of the rules bean {@link Counter} by a real server. */
@QuarkusTest
class RulesBeanTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TestHTTPResource("/ws/rules-counter-1")
    URI room;

    @TestHTTPResource("/q/metrics")
    URI metrics;

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    private JsonNode heard(String part) throws Exception {
        eventually(part + " in " + heard, () -> heard.stream().anyMatch(each -> each.contains(part)));
        return Json.parse(
                heard.stream().filter(each -> each.contains(part)).findFirst().orElseThrow());
    }

    private WebSocket connect() throws Exception {
        URI address = new URI("ws", null, room.getHost(), room.getPort(), room.getPath(), "v=1&user=li", null);
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .buildAsync(address, new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            heard.add(text.toString());
                            text.setLength(0);
                        }
                        webSocket.request(1);
                        return null;
                    }
                })
                .join();
        socket.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}", true)
                .join();
        return socket;
    }

    @Test
    void decides_on_each_kind_of_thread() throws Exception {
        WebSocket socket = connect();
        heard("\"method\":\"hello\",\"data\":\"li\"");
        int id = 2;
        int total = 0;
        for (String method : List.of("add", "add-blocking", "add-virtual", "add-uni", "add-stage")) {
            socket.sendText(
                            "{\"method\":\"" + method + "\",\"id\":" + id++
                                    + ",\"data\":{\"by\":2,\"tags\":[{\"name\":\"t\"}]}}",
                            true)
                    .join();
            total += 2;
            JsonNode frame = heard("{\"method\":\"" + method + "\"");
            assertEquals("t", frame.get("data").textValue());
            JsonNode state = frame.get("set").get("server/total");
            assertEquals(total, state.get("value").intValue(), method);
            boolean isLoop = method.equals("add") || method.equals("add-uni");
            assertEquals(isLoop ? "loop" : "other", state.get("thread").textValue(), method);
        }
        socket.sendText("{\"method\":\"fail\",\"id\":" + id + "}", true).join();
        assertEquals("internal", heard("$error").get("data").get("code").textValue());
        String page = CLIENT.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertTrue(page.contains("roomcast_rules_failed_total{reason=\"error\"} 1.0"), page);
        socket.abort();
    }
}
