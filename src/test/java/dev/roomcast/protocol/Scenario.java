package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.roomcast.protocol.WireClient.Message;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs one scenario of the vectors step by step with a server. The README of the vectors defines its fields. */
final class Scenario implements AutoCloseable {

    /** The default answer to a new member. */
    private static final JsonNode WELCOME_FRAME =
            read("{'method':'$connect','id':1,'data':{'room':'$string','user':'$string',"
                    + "'client':'$string','session':'$string','epoch':'$string','offset':'$int','resumed':false,"
                    + "'recovered':false,'publications':[],'members':'$any','time':'$int','ping':'$int'}}");

    /** The number of times that a step with {@code until} sends its message. */
    private static final int ATTEMPTS = 20;

    /** The server of a scenario. */
    interface Server {
        URI uri();

        /** Requests a stop, as the operating system does, and returns at once. */
        void stop();
    }

    /** The maximum number of skipped frames, because a run sends frames without end. */
    private static final Duration MOST_SKIPPED = Duration.ofSeconds(20);

    private final Server server;
    private final JsonNode steps;
    private final boolean tellsPresence;
    private final Template names = new Template();
    private final Map<String, WireClient> clients = new HashMap<>();

    Scenario(Server server, JsonNode scenario) {
        this.server = server;
        this.steps = scenario.get("steps");
        this.tellsPresence = scenario.path("presence").asBoolean();
        names.set("room", TextNode.valueOf(scenario.path("room").asText("t") + "-" + UUID.randomUUID()));
    }

    /** Parses a built-in template, in which single quotes stand for double quotes. */
    private static JsonNode read(String template) {
        return Template.parse(Json.text(template));
    }

    void run() {
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            try {
                for (int n = 1; n <= step.path("times").asInt(1); n++) {
                    names.set("n", IntNode.valueOf(n));
                    for (JsonNode client :
                            step.get("client").isArray() ? step.get("client") : List.of(step.get("client"))) {
                        take(step, client.textValue());
                    }
                }
            } catch (AssertionError | UncheckedIOException e) {
                throw new AssertionError("step " + (i + 1) + ", " + step + "\n" + e.getMessage(), e);
            }
        }
    }

    private void take(JsonNode step, String name) {
        WireClient client = clients.get(name);
        if (step.has("open")) {
            open(step, name, names.fill(step.get("open").textValue()));
        } else if (step.has("join")) {
            join(step, name);
        } else if (step.has("until")) {
            sendUntil(client, names.fill(step.get("send")), step.get("until"));
        } else if (step.has("send")) {
            client.sendText(names.fill(step.get("send")).toString());
        } else if (step.has("sendText")) {
            client.sendText(names.fill(step.get("sendText").textValue()));
        } else if (step.has("sendBinary")) {
            client.send(0x82, bytes(step.get("sendBinary")));
        } else if (step.has("sendFrame")) {
            client.send(step.get("sendFrame").intValue(), bytes(step.path("payload")));
        } else if (step.has("close")) {
            close(client, step.get("close").intValue());
        } else if (step.has("cut")) {
            client.cut();
        } else if (step.has("silent")) {
            client.answersPings = false;
        } else if (step.has("server")) {
            server.stop();
        } else {
            expect(step, client);
        }
    }

    private void open(JsonNode step, String name, String target) {
        Map<String, String> headers = new HashMap<>();
        step.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().textValue()));
        if (step.has("protocols")) {
            List<String> offered = new ArrayList<>();
            step.get("protocols").forEach(each -> offered.add(each.textValue()));
            headers.put("Sec-WebSocket-Protocol", String.join(", ", offered));
        }
        WireClient client = new WireClient(server.uri(), target, headers);
        clients.merge(name, client, (before, now) -> {
            before.close();
            return now;
        });
        assertEquals(step.path("status").asInt(101), client.status());
        assertEquals(step.path("protocol").textValue(), client.header("sec-websocket-protocol"));
        step.path("answers")
                .properties()
                .forEach(each -> check(
                        each.getValue(),
                        TextNode.valueOf(client.header(each.getKey())).toString()));
    }

    private void join(JsonNode step, String name) {
        open(step, name, names.fill("/ws/${room}" + step.get("join").textValue()));
        ObjectNode connect =
                Template.JSON.createObjectNode().put("method", "$connect").put("id", 1);
        if (step.has("data")) {
            connect.set("data", names.fill(step.get("data")));
        }
        clients.get(name).sendText(connect.toString());
        JsonNode expected = welcome(step);
        String welcome = nextText(clients.get(name), expected);
        check(expected, welcome);
        Template.parse(welcome)
                .get("data")
                .properties()
                .forEach(each -> names.set(name + "." + each.getKey(), each.getValue()));
    }

    /** Returns the welcome that a step with {@code join} expects. */
    static JsonNode welcome(JsonNode step) {
        ObjectNode frame = WELCOME_FRAME.deepCopy();
        ObjectNode data = (ObjectNode) frame.get("data");
        step.path("welcome").properties().forEach(each -> data.set(each.getKey(), each.getValue()));
        return frame;
    }

    /** Sends a message again, once a second, until the answer to its id is the expected one. */
    private void sendUntil(WireClient client, JsonNode message, JsonNode expected) {
        String answer = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            client.sendText(message.toString());
            do {
                answer = nextText(client, expected);
            } while (!message.get("id").equals(Template.parse(answer).get("id")));
            if (names.matches(expected, answer)) {
                return;
            }
            Eventually.pause(Duration.ofSeconds(1));
        }
        fail("but " + answer + " came " + ATTEMPTS + " times");
    }

    private static void close(WireClient client, int code) {
        client.sendClose(code);
        Message message = client.next();
        while (message.kind() != Message.CLOSE && message.kind() != Message.END) {
            message = client.next();
        }
        assertEquals("close " + code, message.toString());
    }

    private void expect(JsonNode step, WireClient client) {
        if (step.has("expect")) {
            String text = nextText(client, step.get("expect"));
            check(step.get("expect"), text);
            if (step.has("holds") && !text.contains(names.fill(step.get("holds").textValue()))) {
                fail("but " + text + " came");
            }
        } else if (step.has("expectAll")) {
            expectAll(client, step.get("expectAll"));
        } else if (step.has("skipTo")) {
            skipTo(client, step.get("skipTo"));
        } else if (step.has("expectText")) {
            assertEquals(
                    names.fill(step.get("expectText").textValue()),
                    next(client, Message.TEXT, tellsPresence).text());
        } else if (step.has("expectBinary")) {
            assertArrayEquals(
                    bytes(step.get("expectBinary")),
                    next(client, Message.BINARY, tellsPresence).payload());
        } else if (step.has("expectNothingBefore")) {
            expectNothing(client, step.get("expectNothingBefore").textValue());
        } else if (step.has("expectPing")) {
            next(client, Message.PING, tellsPresence);
        } else if (step.has("expectClose")) {
            assertEquals(
                    step.get("expectClose").intValue(),
                    next(client, Message.CLOSE, tellsPresence).code());
            client.close();
        } else {
            fail("unknown step");
        }
    }

    private void expectAll(WireClient client, JsonNode all) {
        List<JsonNode> left = new ArrayList<>();
        all.forEach(left::add);
        while (!left.isEmpty()) {
            String text = nextText(client, left.get(0));
            JsonNode found = left.stream()
                    .filter(each -> names.matches(each, text))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                fail("but " + text + " came");
            }
            left.remove(found);
        }
    }

    /** Skips texts until one matches, within the timeout of an answer. */
    private void skipTo(WireClient client, JsonNode expected) {
        long end = System.nanoTime() + MOST_SKIPPED.toNanos();
        while (!names.matches(expected, next(client, Message.TEXT, true).text())) {
            if (System.nanoTime() > end) {
                fail("a frame like " + expected + " never came");
            }
        }
    }

    private void expectNothing(WireClient client, String answer) {
        if (answer.equals("pong")) {
            client.sendText("ping");
            assertEquals("pong", next(client, Message.TEXT, tellsPresence).text());
        } else {
            long id = (1L << 53) - 1;
            client.sendText("{\"method\":\"" + answer + "\",\"id\":" + id + "}");
            JsonNode expected = read("{'method':'" + answer + "','id':" + id + ",'data':'$any'}");
            check(expected, nextText(client, expected));
        }
    }

    private void check(JsonNode expected, String text) {
        if (!names.matches(expected, text)) {
            fail("but " + text + " came");
        }
    }

    /** Returns the text of the next frame; skips presence events unless the scenario includes or expects them. */
    private String nextText(WireClient client, JsonNode expected) {
        boolean presence = tellsPresence || expected.path("method").asText().equals("$presence");
        return next(client, Message.TEXT, presence).text();
    }

    private static Message next(WireClient client, int kind, boolean presence) {
        Message message = client.next();
        while (message.kind() == Message.PING && kind != Message.PING
                || !presence
                        && message.kind() == Message.TEXT
                        && message.text().startsWith("{\"method\":\"$presence\"")) {
            message = client.next();
        }
        if (message.kind() != kind) {
            fail("but " + message + " came");
        }
        return message;
    }

    private static byte[] bytes(JsonNode base64) {
        try {
            return base64.isMissingNode() ? new byte[0] : base64.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(WireClient::close);
    }
}
