package dev.roomcast.protocol;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Failures of nodes and their connections: each client receives every message or a notification of the loss. */
@Tag("slow")
class NodeFaultsIT extends FaultyNodes {

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
            assertEquals(1, ack.get("data").get("offset").intValue(), "the other node knows its ids");
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
    void publishes_waiting_messages_in_order_after_an_outage() throws Exception {
        Map<String, String> waiting = new LinkedHashMap<>(PATIENT);
        waiting.putAll(Map.of("roomcast.redis.publish-wait", "60s", "roomcast.redis.window", "16"));
        waiting.put("roomcast.redis.timeout", "60s"); // so that no heartbeat is in transit
        try (RedisServer redis = RedisServer.open();
                CutLine line = new CutLine(redis.port());
                BuiltServer first = node(redis, line, waiting);
                BuiltServer second = new BuiltServer(ManyNodes.with(redis, waiting))) {
            Client li = new Client(first.uri());
            Client wang = new Client(second.uri());
            line.cut();
            eventually(
                    "the node has detected the outage",
                    () -> given().get(first.uri() + "/q/metrics").asString().contains("\nroomcast_engine_up 0.0"));
            for (int i = 1; i <= 17; i++) {
                li.say(publication(i, i));
            }
            JsonNode refused = li.await(frame -> is(frame, "$error"));
            assertEquals(17, refused.get("id").intValue(), "messages beyond the window are refused");
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
