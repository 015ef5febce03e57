package dev.roomcast.protocol;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Restarts, data loss and failover of Redis: a new epoch notifies clients of unrecoverable publications. */
@Tag("slow")
class RedisDataLossIT extends FaultyNodes {

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
                eventually(
                        "the replica has the publication", () -> kept(replica).equals(":1"));
                replica.command("REPLICAOF NO ONE");
                li.say(publication(2, 0));
                li.hear("m", 2);
            }
            master.command("REPLICAOF 127.0.0.1 " + replica.port());
            eventually(
                    "the replica lacks the second publication",
                    () -> kept(master).equals(":1"));
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

    /** Returns the number of publications of the room in a Redis. */
    private String kept(RedisServer redis) {
        return redis.command("LLEN roomcast:1:h:{" + room + "}");
    }
}
