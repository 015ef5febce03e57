package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.Command;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rejected commands, lost data and lost connections of Redis. */
class RedisFaultsTest extends FaultyRedis {

    /** Causes of refused writes. */
    enum Denial {
        REPLICAS {
            @Override
            void begin() {
                redis.command("CONFIG SET min-replicas-to-write 1");
            }

            @Override
            void end() {
                redis.command("CONFIG SET min-replicas-to-write 0");
            }
        },
        MEMORY {
            @Override
            void begin() {
                redis.command("CONFIG SET maxmemory 1");
            }

            @Override
            void end() {
                redis.command("CONFIG SET maxmemory 0");
            }
        },
        SAVING {
            @Override
            void begin() throws Exception {
                redis.failToSave();
            }

            @Override
            void end() {
                redis.bearFailedSaves();
            }
        };

        abstract void begin() throws Exception;

        abstract void end() throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Denial.class)
    void loses_and_repeats_nothing_when_redis_temporarily_refuses_writes(Denial denial) throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.await("$presence");
        denial.begin();
        li.publish("cursor", 1, null, true);
        assertEquals("unavailable", error(li));
        li.publish("hint", 2, List.of("wang"), false);
        assertEquals("unavailable", error(li));
        li.publish("one", 3);
        assertEquals("unavailable", error(li));
        denial.end();
        li.publish("two", 4).publish("three", 5);

        assertEquals(1, li.await("$ack").get("data").get("offset").intValue());
        assertEquals(2, li.await("$ack").get("data").get("offset").intValue());
        List<String> heard = wang.until("\"three\"");
        assertTrue(heard.stream().noneMatch(each -> each.contains("cursor") || each.contains("hint")), heard::toString);
        assertTrue(heard.get(heard.size() - 2).contains("\"two\""), heard::toString);
        for (TestNode node : List.of(here, there)) {
            JsonNode back = node.guest("r" + suffix, "wang").back(wang, 0).welcome();
            assertTrue(back.get("recovered").booleanValue());
            assertEquals(List.of(1L, 2L), offsets(back.get("publications")));
        }
    }

    @ParameterizedTest
    @EnumSource(Denial.class)
    void reports_refused_writes_and_recovers_by_itself(Denial denial) throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        denial.begin();
        li.publish("one", 1);
        assertEquals("unavailable", error(li));
        assertFalse(first.isAvailable());
        assertTrue(first.problem().startsWith("127.0.0.1:" + redis.port() + ": "), first::problem);
        eventually("the other node detects the refusal by its heartbeat", () -> !second.isAvailable());
        denial.end();
        eventually("both nodes have recovered", () -> first.isAvailable() && second.isAvailable());
        assertNull(first.problem());
        li.publish("two", 2).await("$ack");
    }

    @Test
    void begins_one_new_epoch_with_the_first_replica_of_redis() throws Exception {
        try (RedisServer master = RedisServer.open();
                SystemClock clock = new SystemClock()) {
            Ids names = new Ids(new java.security.SecureRandom());
            RedisSettings settings =
                    new RedisSettings(RedisAddress.of(master.url()), "roomcast", 4_000, 30_000, 1000, 0);
            RedisEngine one = engines.start(settings, names, clock);
            RedisEngine two = engines.start(settings, names, clock);
            TestNode near = new TestNode(one, clock, TwoNodeTest::type);
            TestNode far = new TestNode(two, clock, TwoNodeTest::type);
            FakeSubscriber li = member(near, "r", "li");
            li.publish("m", 1).await("$ack");
            try (RedisServer replica = RedisServer.open("--replicaof", "127.0.0.1 " + master.port())) {
                eventually(
                        "the replica is up to date",
                        () -> replica.command("INFO replication").contains("master_link_status:up"));
                for (int i = 2; i <= 20; i++) {
                    li.publish("m", i);
                }
                FakeSubscriber wang = member(far, "r", "wang");
                wang.publish("m", 1).await("$ack");
                assertEquals("close 4010 after", li.closed());
                FakeSubscriber back = near.guest("r" + suffix, "li").back(li, 0);
                assertFalse(back.welcome().get("recovered").booleanValue());
                long loads = one.counters().loads.sum() + two.counters().loads.sum();
                for (int i = 2; i <= 20; i++) {
                    wang.publish("m", i).await("$ack");
                }
                assertEquals(
                        loads, one.counters().loads.sum() + two.counters().loads.sum());
            }
        }
    }

    @Test
    void takes_over_all_members_of_a_dead_node_with_a_small_window() throws Exception {
        try (SystemClock clock = new SystemClock();
                dev.roomcast.redis.CutLine line = new dev.roomcast.redis.CutLine(redis.port())) {
            Ids names = new Ids(new java.security.SecureRandom());
            RedisSettings small = new RedisSettings(RedisAddress.of(redis.url()), "small", 2_000, 30_000, 16, 0);
            RedisSettings cut = new RedisSettings(
                    RedisAddress.of("redis://127.0.0.1:" + line.port()), "small", 2_000, 30_000, 1000, 0);
            TestNode survivor = new TestNode(engines.start(small, names, clock), clock, TwoNodeTest::type);
            TestNode dying = new TestNode(engines.start(cut, names, clock), clock, TwoNodeTest::type);
            List<FakeSubscriber> witnesses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                witnesses.add(member(survivor, "r" + i, "wang"));
                member(dying, "r" + i, "li");
                dying.plain("r" + i + suffix, "plain").join();
            }
            line.cut();
            for (FakeSubscriber each : witnesses) {
                eventually("the members are away", () -> each.members().equals(List.of("wang", "-li")));
            }
        }
    }

    @Test
    void loads_all_rooms_after_a_lost_connection_without_exceeding_the_window() throws Exception {
        try (SystemClock clock = new SystemClock();
                dev.roomcast.redis.CutLine line = new dev.roomcast.redis.CutLine(redis.port())) {
            RedisSettings small = new RedisSettings(
                    RedisAddress.of("redis://127.0.0.1:" + line.port()), "reload", 600_000, 600_000, 16, 0);
            RedisEngine engine = engines.start(small, new Ids(new java.security.SecureRandom()), clock);
            TestNode node = new TestNode(engine, clock, TwoNodeTest::type);
            List<FakeSubscriber> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(member(node, "r" + i, "li"));
            }
            line.cut();
            eventually("Redis is unavailable", () -> !engine.isAvailable());
            line.mend();
            eventually("Redis is available again", engine::isAvailable);
            for (FakeSubscriber each : all) { // the heartbeat interval exceeds the timeout of this test
                each.publish("m", 1).await("$ack");
            }
        }
    }

    @Test
    void reports_a_failure_to_the_operator_when_redis_refuses_writes() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        redis.command("CONFIG SET min-replicas-to-write 1");
        for (TestNode node : List.of(here, there)) {
            isUnavailable(node.admin.close("r" + suffix));
            isUnavailable(node.admin.kick("r" + suffix, "li"));
            isUnavailable(node.admin.publish("r" + suffix, new Command.Publish(0, "m", null, null, false)));
        }
        redis.command("CONFIG SET min-replicas-to-write 0");
        assertEquals(List.of("li"), li.members());
        assertEquals(1, answer(there.admin.kick("r" + suffix, "li")));
        assertEquals("close 4512", li.closed());
    }

    @Test
    void lists_all_rooms_or_none_after_redis_lost_its_data() throws Exception {
        FakeSubscriber li = member(here, "list-a", "li");
        FakeSubscriber wang = member(there, "list-b", "wang");
        eventually("both rooms are listed", () -> rooms(here) == 2);
        redis.command("FLUSHALL");
        eventually("no room is listed", () -> {
            int known = rooms(here);
            assertTrue(known != 1, "a partial answer");
            return known == 0 && rooms(there) == 0;
        });
        assertEquals("close 4010 after", li.closed());
        assertEquals("close 4010 after", wang.closed());
    }

    @Test
    void removes_a_member_that_leaves_a_lost_room() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        redis.command("DEL roomcast:1:r:{r" + suffix + "} roomcast:1:m:{r" + suffix + "}");
        li.leave();
        eventually("the member is gone", () -> here.rooms.counters().members.sum() == 0);
    }

    @Test
    void disconnects_the_members_of_lost_rooms_at_the_next_publication() {
        FakeSubscriber li = member(here, "r", "li");
        redis.command("DEL roomcast:1:r:{r" + suffix + "} roomcast:1:m:{r" + suffix + "}");
        li.publish("m", 1);
        assertEquals("unavailable", error(li));
        assertEquals("close 4010 after", li.closed());
        FakeSubscriber back = member(here, "r", "li");
        assertEquals(
                1, back.publish("m", 1).await("$ack").get("data").get("offset").intValue());
    }

    @Test
    void shows_a_host_to_all_players_when_redis_loses_the_room() {
        List<FakeSubscriber> players = List.of(player(here, "li"), player(there, "wang"), player(here, "zhao"));
        FakeSubscriber watcher = member(here, "r", "watcher");
        players.forEach(each -> each.await(frame -> frame.toString().contains("\"watcher\"")));
        redis.command("FLUSHALL");
        member(there, "r", "qian"); // this member starts a new room, and the nodes detect the difference
        watcher.closed();
        member(here, "r", "sun"); // both nodes have loaded the new room
        for (FakeSubscriber each : players) {
            do {
                assertEquals("close 4010 after", each.next(), each.user());
            } while (each.hasHeard());
        }
    }

    @Test
    void keeps_the_order_of_a_sender_when_redis_forgets_its_scripts() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.await("$presence");
        for (int i = 1; i <= 3000; i++) {
            li.publish("m" + i, i);
            if (i % 100 == 0) {
                redis.command("SCRIPT FLUSH");
            }
        }
        int refused = 0;
        int acked = 0;
        while (acked + refused < 3000) {
            JsonNode answer = li.await(frame -> FakeSubscriber.is(frame, "$ack") || FakeSubscriber.is(frame, "$error"));
            if (FakeSubscriber.is(answer, "$ack")) {
                acked++;
            } else {
                refused++;
            }
        }
        int last = 0;
        for (String each : wang.publications(acked)) {
            int number =
                    Integer.parseInt(Json.parse(each).get("method").textValue().substring(1));
            assertTrue(number > last, number + " after " + last);
            last = number;
        }
    }
}
