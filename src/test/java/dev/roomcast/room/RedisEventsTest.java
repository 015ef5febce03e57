package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old, missing and invalid events of other nodes. */
class RedisEventsTest extends FaultyRedis {

    /** Publishes a forged event on the channel of a room. */
    private void forge(String event) {
        redis.command("PUBLISH roomcast:1:c:{r" + suffix + "} \"" + event + "\"");
    }

    /** Runs with a node that receives no more events. */
    private void withoutEvents(NodeTest test) throws Exception {
        try (SystemClock clock = new SystemClock();
                CutLine line = new CutLine(redis.port())) {
            RedisSettings settings = new RedisSettings(
                    RedisAddress.of("redis://127.0.0.1:" + line.port()), "roomcast", 2_000, 30_000, 1000, 0);
            RedisEngine engine = engines.start(settings, new Ids(new SecureRandom()), clock);
            TestNode node = new TestNode(engine, clock, TwoNodeTest::type);
            FakeSubscriber li = member(node, "r", "li");
            li.publish("m", 1).await("$ack");
            line.loseEvents();
            test.run(node, li);
        }
    }

    private interface NodeTest {
        void run(TestNode node, FakeSubscriber li) throws Exception;
    }

    /** In a room with one member, no later event reveals the gap. */
    @Test
    void answers_joins_and_publications_whose_events_were_lost() throws Exception {
        withoutEvents((node, li) -> {
            li.publish("m", 2).await("$ack");
            assertEquals(2, member(node, "r", "wang").welcome().get("members").size());
        });
    }

    @Test
    void closes_a_member_that_redis_lost_before_its_event() throws Exception {
        withoutEvents((node, li) -> {
            FakeSubscriber wang = guest(node, "r", "wang");
            String members = "roomcast:1:m:{r" + suffix + "}";
            eventually(
                    "wang is in Redis", () -> redis.command("HLEN " + members).equals(":2"));
            redis.command("FLUSHALL");
            assertEquals("close 4010", wang.closed());
        });
    }

    @Test
    void ignores_events_of_any_epoch_that_are_not_newer_than_its_snapshot() {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        long before = loads();
        forge("old 5 1 0 0 P c_other\\n{}");
        forge("old 6 1 0 0 E -\\n");
        forge(li.known("epoch") + " 7 1 0 0 E -\\n");
        li.publish("m", 2);

        assertEquals(2, li.await("$ack").get("data").get("offset").intValue());
        assertEquals(before, loads());
    }

    @Test
    void loads_the_room_once_after_an_inconsistent_event() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        long before = loads();
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        for (int i = 1; i <= 50; i++) {
            li.publish("m", i).await("$ack");
        }
        assertEquals(before + 1, loads());
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        eventually("the room is loaded at the next heartbeat", () -> loads() == before + 2);
        li.publish("m", 51).await("$ack");
        assertEquals(before + 2, loads());
    }

    /** A join or a volatile message changes no other number of an event. */
    @Test
    void loads_the_room_after_an_event_whose_number_skips_one() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        long before = loads();
        long seq = Long.parseLong(redis.command("HGET roomcast:1:r:{r" + suffix + "} seq"));
        forge(li.known("epoch") + " " + (seq + 2) + " 1 1 0 V c_other\\n{}");
        eventually("it is loaded", () -> loads() == before + 1);
        li.publish("m", 2).await("$ack");
        assertEquals(before + 1, loads());
    }

    /** A missed binary or private message is not kept; of missed publications, the history may hold the last ones only. */
    @ParameterizedTest
    @ValueSource(strings = {"loose 1", "offset 3"})
    void closes_the_members_of_a_room_whose_missed_events_are_lost(String counted) {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        String room = "roomcast:1:r:{r" + suffix + "}";
        redis.command("HINCRBY " + room + " " + counted);
        redis.command("HINCRBY " + room + " seq 1");
        li.publish("m", 2);
        assertEquals("close 4010 after", li.closed());
    }

    @Test
    void does_not_append_a_publication_with_an_inconsistent_offset() {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        String room = "roomcast:1:r:{r" + suffix + "}";
        long seq = Long.parseLong(redis.command("HGET " + room + " seq"));
        forge(li.known("epoch") + " " + (seq + 1) + " 1 7 0 P c_other\\n{}");
        forge(li.known("epoch") + " " + (seq + 1) + " 1 1 7 B c_other\\n{}");
        li.publish("two", 2);

        assertEquals(2, li.await("$ack").get("data").get("offset").intValue());
        assertEquals(2, li.history(0, 0).get("publications").size());
        assertEquals(List.of(1L, 2L), offsets(li.history(0, 0).get("publications")));
    }

    @Test
    void loads_the_room_after_an_event_that_cannot_be_applied() {
        FakeSubscriber li = member(here, "r", "li");
        String room = "roomcast:1:r:{r" + suffix + "}";
        long seq = Long.parseLong(redis.command("HGET " + room + " seq"));
        forge(li.known("epoch") + " " + (seq + 1) + " 1 0 0 J c_other\\n");
        li.publish("m", 1);

        assertEquals(1, li.await("m").get("offset").intValue());
        assertEquals(1, here.failures.size());
        here.failures.clear();
    }

    @Test
    void closes_a_connection_whose_resume_fails_on_this_node() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.member().follower(new ThrowingFollower());
        FakeSubscriber back = here.guest("r" + suffix, "li").back(li, 0);

        assertEquals("close 4010", back.closed());
        eventually("the failure is reported", () -> here.failures.size() == 1);
        here.failures.clear();
    }

    @Test
    void refuses_publications_of_a_node_for_a_member_that_another_node_owns() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(here, "r", "wang");
        String members = "roomcast:1:m:{r" + suffix + "}";
        redis.command("HSET " + members + " " + li.known("client") + " \"o another 0 1 - - 2 li{}\"");
        li.publish("ghost", 1);
        assertEquals("unavailable", error(li));
        wang.publish("m", 1);
        assertEquals(1, wang.await("m").get("offset").intValue());
    }
}
