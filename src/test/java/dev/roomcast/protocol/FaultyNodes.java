package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.WireClient.Message;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Nodes that share a Redis, and clients that reconnect to another node. */
abstract class FaultyNodes {

    static final Map<String, String> SETTINGS = Map.of("roomcast.redis.lease", "2s", "roomcast.redis.timeout", "2s");

    /** Settings of a node that does not consider a silent node dead. */
    static final Map<String, String> PATIENT = Map.of("roomcast.redis.lease", "10m");

    final String room = "faults-" + UUID.randomUUID();

    static BuiltServer node(RedisServer redis) {
        return new BuiltServer(ManyNodes.with(redis, SETTINGS));
    }

    static BuiltServer node(RedisServer redis, CutLine line) {
        return node(redis, line, SETTINGS);
    }

    static BuiltServer node(RedisServer redis, CutLine line, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(ManyNodes.with(redis, more));
        settings.put("roomcast.redis.url", "redis://127.0.0.1:" + line.port());
        return new BuiltServer(settings);
    }

    /** A level 1 client with its last welcome. */
    final class Client implements AutoCloseable {
        WireClient wire;
        JsonNode welcome;

        Client(URI node) {
            connect(node, "{\"method\":\"$connect\"}");
        }

        void connect(URI node, String request) {
            wire = new WireClient(node, "/ws/" + room + "?v=1", Map.of());
            wire.sendText(request);
            welcome = await(frame -> is(frame, "$connect")).get("data");
        }

        /** Reconnects with the session and the position of the last welcome, or a later position. */
        JsonNode comeBack(URI node, long offset) {
            wire.close();
            connect(
                    node,
                    "{\"method\":\"$connect\",\"data\":{\"session\":" + welcome.get("session") + ",\"epoch\":"
                            + welcome.get("epoch") + ",\"offset\":" + offset + "}}");
            return welcome;
        }

        String client() {
            return welcome.get("client").textValue();
        }

        void say(String text) {
            wire.sendText(text);
        }

        JsonNode await(Predicate<JsonNode> wanted) {
            while (true) {
                Message message = wire.next();
                assertEquals(Message.TEXT, message.kind(), message::toString);
                JsonNode frame = Template.parse(message.text());
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        }

        /** Returns the data of the next publications of a method. */
        List<Integer> hear(String method, int count) {
            List<Integer> all = new ArrayList<>();
            while (all.size() < count) {
                all.add(await(frame -> is(frame, method)).get("data").intValue());
            }
            return all;
        }

        int closed() {
            return NodeFaultsIT.closed(wire);
        }

        @Override
        public void close() {
            wire.close();
        }
    }

    /** Returns the close frame, after all frames before it. */
    static int closed(WireClient wire) {
        Message message = wire.next();
        while (message.kind() == Message.TEXT) {
            message = wire.next();
        }
        return message.code();
    }

    static boolean is(JsonNode frame, String method) {
        return frame.get("method").textValue().equals(method);
    }

    static String publication(int number, int id) {
        return "{\"method\":\"m\"" + (id == 0 ? "" : ",\"id\":" + id) + ",\"data\":" + number + "}";
    }
}
