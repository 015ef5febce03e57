package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.RedisEngines;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that share a Redis with others that are not like them. */
class RedisNeighboursTest {

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private static RedisServer redis;

    private final SystemClock clock = new SystemClock();
    private final Ids names = new Ids(new SecureRandom());

    @BeforeAll
    static void open() {
        redis = RedisServer.open();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @AfterEach
    void stop() {
        clock.close();
    }

    private RedisEngine engine(String database, String prefix, String rooms, String name) {
        RedisAddress address = RedisAddress.of(redis.url() + database);
        RedisSettings settings = new RedisSettings(address, prefix, 2_000, 30_000, 1000, 0).withRooms(rooms, name);
        return engines.start(settings, names, clock);
    }

    private TestNode node(RedisEngine engine) {
        return new TestNode(engine, clock, TwoNodeTest::type);
    }

    @Test
    void waits_while_nodes_of_another_version_live_and_begins_when_they_have_stopped() throws Exception {
        long later = System.currentTimeMillis() + 600_000;
        redis.command("ZADD version:nodes " + later + " \"old 2 - old-name\" " + later + " older");
        RedisEngine engine = engine("", "version", "-", "new");
        TestNode node = node(engine);
        eventually("the node is not admitted", () -> engine.problem() != null);
        assertEquals("nodes of another version are running: old (old-name), older", engine.problem());
        assertFalse(engine.isAvailable());
        assertEquals("close 4010", node.guest("r", "li").connect().closed());

        redis.command("DEL version:nodes");
        eventually("the node is admitted", engine::isAvailable);
        assertNull(engine.problem());
        node.guest("r", "li").connect().publish("m", 1).await("$ack");
    }

    @Test
    void goes_on_when_a_node_of_another_version_comes() throws Exception {
        RedisEngine engine = engine("", "older", "-", "-");
        TestNode node = node(engine);
        FakeSubscriber li = node.guest("r", "li").connect();
        li.welcome();
        redis.command("ZADD older:nodes " + (System.currentTimeMillis() + 600_000) + " \"new 2 - -\"");
        eventually("it names the other one", () -> engine.problem() != null);
        assertEquals(
                "nodes of another version, which share no rooms with this one, are running: new", engine.problem());
        li.publish("m", 1).await("$ack");
        assertTrue(engine.isAvailable());

        redis.command("ZREM older:nodes \"new 2 - -\"");
        eventually("the other one has stopped", () -> engine.problem() == null);
    }

    @Test
    void reports_nodes_with_different_settings() throws Exception {
        RedisEngine one = engine("", "settings", "a", "one");
        RedisEngine two = engine("", "settings", "b", "two");
        eventually("each node detects the other", () -> one.problem() != null && two.problem() != null);
        assertTrue(one.problem().contains("(two)"), one::problem);
        assertTrue(two.problem().contains("(one)"), two::problem);
        assertTrue(one.isAvailable() && two.isAvailable());
    }

    @Test
    void receives_no_messages_of_the_same_room_in_another_database() {
        TestNode one = node(engine("", "shared", "-", "-"));
        TestNode two = node(engine("/1", "shared", "-", "-"));
        FakeSubscriber li = one.guest("r", "li").connect();
        FakeSubscriber wang = two.guest("r", "wang").connect();
        li.welcome();
        wang.welcome();
        li.publish("a", 1).await("$ack");
        for (int i = 1; i <= 20; i++) {
            wang.publish("b", i).await("$ack");
        }
        assertEquals(List.of("li"), li.members());
        assertEquals(List.of("wang"), wang.members());
        assertEquals(1, li.history(0, 0).get("publications").size());
    }
}
