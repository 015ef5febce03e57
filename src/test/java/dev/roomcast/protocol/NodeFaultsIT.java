package dev.roomcast.protocol;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.WireClient.Message;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Failures of nodes, Redis and their connections: no client misses a message without being told. */
@Tag("slow")
class NodeFaultsIT {

    private static final Map<String, String> SETTINGS =
            Map.of("roomcast.redis.lease", "2s", "roomcast.redis.timeout", "2s");

    /** Settings of a node that does not take a silent node for dead. */
    private static final Map<String, String> PATIENT = Map.of("roomcast.redis.lease", "10m");

    private final String room = "faults-" + UUID.randomUUID();

    private static BuiltServer node(RedisServer redis) {
        return new BuiltServer(ManyNodes.with(redis, SETTINGS));
    }

    private static BuiltServer node(RedisServer redis, CutLine line) {
        return node(redis, line, SETTINGS);
    }

    private static BuiltServer node(RedisServer redis, CutLine line, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(ManyNodes.with(redis, more));
        settings.put("roomcast.redis.url", "redis://127.0.0.1:" + line.port());
        return new BuiltServer(settings);
    }

    /** A client of level 1 that knows its last welcome. */
    private final class Client implements AutoCloseable {
        private WireClient wire;
        private JsonNode welcome;

        Client(URI node) {
            connect(node, "{\"method\":\"$connect\"}");
        }

        private void connect(URI node, String request) {
            wire = new WireClient(node, "/ws/" + room + "?v=1", Map.of());
            wire.sendText(request);
            welcome = await(frame -> is(frame, "$connect")).get("data");
        }

        /** Comes back with what it knew: the session, and the position of its last welcome, or a later one. */
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
                JsonNode frame = parse(message.text());
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        }

        /** The data of the next publications of that method. */
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

    /** How it is closed, after all that is said before. */
    private static int closed(WireClient wire) {
        Message message = wire.next();
        while (message.kind() == Message.TEXT) {
            message = wire.next();
        }
        return message.code();
    }

    private static boolean is(JsonNode frame, String method) {
        return frame.get("method").textValue().equals(method);
    }

    private static JsonNode parse(String text) {
        try {
            return Template.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String publication(int number, int id) {
        return "{\"method\":\"m\"" + (id == 0 ? "" : ",\"id\":" + id) + ",\"data\":" + number + "}";
    }

    @Test
    void resumes_members_of_a_killed_node_on_another() {
        try (RedisServer redis = RedisServer.open();
                BuiltServer first = node(redis);
                BuiltServer second = node(redis)) {
            Client li = new Client(first.uri());
            Client wang = new Client(second.uri());
            li.say(publication(1, 7));
            assertEquals(List.of(1), wang.hear("m", 1));

            first.close();
            JsonNode away = wang.await(frame -> is(frame, "$presence")
                    && frame.toString().contains("\"client\":\"" + li.client() + "\",\"state\":\"away\""));
            assertFalse(away.isMissingNode());
            wang.say(publication(2, 0));
            JsonNode back = li.comeBack(second.uri(), 1);

            assertTrue(back.get("resumed").booleanValue());
            assertTrue(back.get("recovered").booleanValue());
            assertEquals(1, back.get("publications").size());
            li.say(publication(3, 7));
            JsonNode ack = li.await(frame -> is(frame, "$ack"));
            assertEquals(1, ack.get("data").get("offset").intValue(), "its ids are known on the other node");
        }
    }

    @Test
    void marks_a_member_away_whose_join_reply_was_lost() throws Exception {
        try (RedisServer redis = RedisServer.open();
                CutLine line = new CutLine(redis.port());
                BuiltServer first = node(redis, line, PATIENT);
                BuiltServer second = new BuiltServer(ManyNodes.with(redis, PATIENT))) {
            Client wang = new Client(second.uri());
            line.loseAnswersFrom("enter");
            WireClient li = new WireClient(first.uri(), "/ws/" + room + "?v=1", Map.of());
            li.sendText("{\"method\":\"$connect\"}");
            JsonNode joined = wang.await(frame -> frame.toString().contains("\"joins\":[{"));
            String client = joined.get("data").get("joins").get(0).get("client").textValue();

            line.cut();
            assertEquals(4010, closed(li));
            li.close();
            eventually(
                    "its connection is gone",
                    () -> given().get(first.uri() + "/q/metrics").asString().contains("\nroomcast_connections 0.0"));
            line.mend();

            wang.await(frame -> frame.toString().contains("\"client\":\"" + client + "\",\"state\":\"away\""));
        }
    }

    @Test
    void loses_nothing_when_all_nodes_restart() {
        try (RedisServer redis = RedisServer.open()) {
            Client li;
            try (BuiltServer first = node(redis)) {
                li = new Client(first.uri());
                for (int i = 1; i <= 5; i++) {
                    li.say(publication(i, 0));
                }
                li.hear("m", 5);
            }
            try (BuiltServer second = node(redis)) {
                JsonNode back = li.comeBack(second.uri(), 2);
                assertTrue(back.get("resumed").booleanValue());
                assertTrue(back.get("recovered").booleanValue());
                assertEquals(3, back.get("publications").size());
            }
        }
    }

    @Test
    void starts_a_new_epoch_after_redis_lost_its_data() {
        try (RedisServer redis = RedisServer.open();
                BuiltServer first = node(redis);
                BuiltServer second = node(redis)) {
            Client li = new Client(first.uri());
            Client wang = new Client(second.uri());
            li.say(publication(1, 0));
            wang.hear("m", 1);
            redis.kill();

            int id = 1;
            JsonNode answer;
            do {
                wang.say(publication(2, id++));
                answer = wang.await(frame -> is(frame, "$error") || is(frame, "$ack"));
            } while (is(answer, "$ack"));
            assertEquals("unavailable", answer.get("data").get("code").textValue());
            redis.start();

            assertTrue(li.await(frame -> is(frame, "$close"))
                            .get("data")
                            .get("after")
                            .intValue()
                    > 0);
            assertEquals(4010, li.closed());
            String epoch = li.welcome.get("epoch").textValue();
            JsonNode back = li.comeBack(second.uri(), 1);
            assertNotEquals(epoch, back.get("epoch").textValue());
            assertFalse(back.get("recovered").booleanValue());
            li.say(publication(3, 1));
            assertEquals(List.of(3), li.hear("m", 1));
        }
    }

    @Test
    void starts_a_new_epoch_and_keeps_the_history_after_a_restart_of_redis() {
        try (RedisServer redis = RedisServer.keeping();
                BuiltServer node = node(redis)) {
            Client li = new Client(node.uri());
            li.say(publication(1, 0));
            li.hear("m", 1);
            redis.kill();
            redis.start();

            assertEquals(4010, li.closed());
            JsonNode back = li.comeBack(node.uri(), 1);
            assertFalse(back.get("recovered").booleanValue());
            li.say("{\"method\":\"$history\",\"id\":1}");
            JsonNode history = li.await(frame -> is(frame, "$history"));
            assertEquals(1, history.get("data").get("publications").size());
        }
    }

    @Test
    void does_not_recover_from_a_former_master_that_missed_publications() throws Exception {
        try (RedisServer master = RedisServer.open();
                RedisServer replica = RedisServer.open("--replicaof", "127.0.0.1 " + master.port())) {
            Client li;
            try (BuiltServer first = node(master)) {
                li = new Client(first.uri());
                li.say(publication(1, 0));
                eventually("the replica has it", () -> kept(replica).equals(":1"));
                replica.command("REPLICAOF NO ONE");
                li.say(publication(2, 0));
                li.hear("m", 2);
            }
            master.command("REPLICAOF 127.0.0.1 " + replica.port());
            eventually("it lost the second", () -> kept(master).equals(":1"));
            master.command("REPLICAOF NO ONE");
            try (BuiltServer second = node(master);
                    Client wang = new Client(second.uri())) {
                wang.say(publication(3, 0));
                assertEquals(List.of(3), wang.hear("m", 1));
                assertEquals(":2", kept(master));

                assertFalse(li.comeBack(second.uri(), 2).get("recovered").booleanValue());
            }
        }
    }

    /** How many publications of the room a Redis has. */
    private String kept(RedisServer redis) {
        return redis.command("LLEN roomcast:1:h:{" + room + "}");
    }

    @Test
    void publishes_waiting_messages_in_order_after_an_outage() throws Exception {
        Map<String, String> waiting = new LinkedHashMap<>(PATIENT);
        waiting.putAll(Map.of("roomcast.redis.publish-wait", "60s", "roomcast.redis.window", "16"));
        waiting.put("roomcast.redis.timeout", "60s"); // so that no beat is under way as well
        try (RedisServer redis = RedisServer.open();
                CutLine line = new CutLine(redis.port());
                BuiltServer first = node(redis, line, waiting);
                BuiltServer second = new BuiltServer(ManyNodes.with(redis, waiting))) {
            Client li = new Client(first.uri());
            Client wang = new Client(second.uri());
            line.cut();
            eventually(
                    "the node has noticed",
                    () -> given().get(first.uri() + "/q/metrics").asString().contains("\nroomcast_engine_up 0.0"));
            for (int i = 1; i <= 17; i++) {
                li.say(publication(i, i));
            }
            JsonNode refused = li.await(frame -> is(frame, "$error"));
            assertEquals(17, refused.get("id").intValue(), "more than the window does not wait");
            assertEquals("unavailable", refused.get("data").get("code").textValue());
            line.mend();

            List<Integer> expected = new ArrayList<>();
            for (int i = 1; i <= 16; i++) {
                expected.add(i);
            }
            assertEquals(expected, wang.hear("m", 16));
            for (int i = 1; i <= 16; i++) {
                JsonNode answer = li.await(frame -> is(frame, "$ack") || is(frame, "$error"));
                assertEquals("$ack " + i, answer.get("method").textValue() + ' ' + answer.get("id"));
            }
        }
    }

    @Test
    void catches_up_without_gap_or_duplicate_after_losing_the_redis_connection() throws IOException {
        try (RedisServer redis = RedisServer.open();
                CutLine line = new CutLine(redis.port());
                BuiltServer first = node(redis);
                BuiltServer second = node(redis, line)) {
            Client li = new Client(first.uri());
            Client wang = new Client(second.uri());
            li.say(publication(1, 0));
            assertEquals(List.of(1), wang.hear("m", 1));

            line.cut();
            for (int i = 2; i <= 20; i++) {
                li.say(publication(i, 0));
            }
            li.hear("m", 20);
            line.mend();
            li.say(publication(21, 0));

            List<Integer> expected = new ArrayList<>();
            for (int i = 2; i <= 21; i++) {
                expected.add(i);
            }
            assertEquals(expected, wang.hear("m", 20));
        }
    }
}
