package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Content and lifetime of a room's keys in Redis: history, ids, sessions, epoch. */
class RedisRoomKeysTest extends FaultyRedis {

    @Test
    void bounds_the_history_in_redis_by_publications_and_by_bytes() {
        FakeSubscriber li = member(here, "short", "li");
        FakeSubscriber wang = member(there, "little", "wang");
        for (int i = 1; i <= 40; i++) {
            li.publish("m", i).await("$ack");
            wang.publish("m", i).await("$ack");
            assertEquals(Math.min(i, 4), historyOf("short").size());
            List<String> history = historyOf("little");
            int bytes = history.stream().mapToInt(String::length).sum();
            assertTrue(bytes <= 512, () -> bytes + " bytes: " + history);
            assertTrue(i < 10 || bytes > 512 - 2 * history.get(0).length(), () -> "too few: " + history);
        }
    }

    private List<String> historyOf(String room) {
        String key = "roomcast:1:h:{" + room + suffix + "}";
        int length = Integer.parseInt(redis.command("LLEN " + key).substring(1));
        return IntStream.range(0, length)
                .mapToObj(i -> redis.command("LINDEX " + key + " " + i))
                .toList();
    }

    @Test
    void remembers_about_the_last_512_ids_of_a_client_in_redis() {
        FakeSubscriber li = member(here, "r", "li");
        for (int i = 1; i <= 1100; i++) {
            li.publish("m", i).await("$ack");
        }
        String ids = "roomcast:1:i:{r" + suffix + "}:" + li.known("client");
        int count = Integer.parseInt(redis.command("ZCARD " + ids).substring(1));
        assertTrue(count >= 512 && count < 1024, () -> count + " ids");
        assertTrue(redis.command("ZSCORE " + ids + " 1100").endsWith("1100"));
        assertEquals("$-1", redis.command("ZSCORE " + ids + " 1"));
    }

    @Test
    void stores_sessions_and_room_keys_in_redis_as_hashes_only() {
        FakeSubscriber li = player(here, "li");
        assertEquals("$ack 1", GameTest.set(li, 1, "{'$key':'geheim'}"));
        String member = redis.command("HGET roomcast:1:m:{r" + suffix + "} " + li.known("client"));
        String session = li.known("session");
        assertTrue(member.contains(SecretHash.of(session)), member);
        assertFalse(member.contains(session.substring(session.length() - 22)), member);
        assertEquals(SecretHash.of("geheim"), redis.command("HGET roomcast:1:r:{r" + suffix + "} doorkey"));
    }

    @Test
    void renews_the_keys_of_an_idle_room() throws Exception {
        FakeSubscriber li = member(here, "quiet", "li");
        FakeSubscriber wang = member(there, "quiet", "wang");
        li.await("$presence");
        li.publish("m", 1).await("$ack");
        String room = "roomcast:1:r:{quiet" + suffix + "}";
        String ids = "roomcast:1:i:{quiet" + suffix + "}:" + li.known("client");
        for (int i = 0; i < 3; i++) {
            String before = redis.command("HGET " + room + " renewed");
            eventually(
                    "the key is renewed",
                    () -> !redis.command("HGET " + room + " renewed").equals(before));
        }
        assertNotEquals(":-2", redis.command("PTTL " + ids));
        assertEquals(List.of("li", "wang"), wang.members());
        assertEquals(2, member(there, "quiet", "zhao").members().size() - 1);
    }

    @Test
    void publishes_and_reads_for_the_operator_without_a_replica() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        Position place = answer(there.admin.publish("r" + suffix, news));
        assertEquals(1, place.offset());
        assertEquals(li.known("epoch"), place.epoch());
        assertFalse(li.await("news").has("user"));
        here.plain("r" + suffix, "plain").join().text("hello");
        li.await("$text");
        HistoryPage page = answer(there.admin.history("r" + suffix, new Command.History(0, null, -1, 1)));
        assertTrue(page.complete());
        assertEquals(
                "hello",
                Json.parse(page.publications().get(0).payloadText()).get("data").textValue());
        assertFalse(answer(there.admin.history("r" + suffix, new Command.History(0, "other", 0, 5)))
                .complete());
        assertFalse(answer(there.admin.history("r" + suffix, new Command.History(0, null, 3, 5)))
                .complete());
        RoomView view = answer(there.admin.room("r" + suffix));
        assertEquals(List.of(2, 2L), List.of(view.count(), view.position().offset()));

        assertEquals(0, second.counters().loads.sum());
        assertTrue(there.rooms.rooms().isEmpty());
    }

    @Test
    void keeps_the_state_of_a_room_with_publications_of_the_operator_only() throws Exception {
        try (SystemClock clock = new SystemClock()) {
            RedisSettings brief = settings().withKeyGrace(1_000);
            RedisEngine engine = engines.start(brief, new Ids(new java.security.SecureRandom()), clock);
            TestNode node = new TestNode(engine, clock, TwoNodeTest::type);
            String room = "quiet" + suffix;
            Frame set = Frame.text("{\"method\":\"m\",\"set\":{\"server/x\":1}}");
            answer(node.admin.publish(room, (Command.Publish) new CommandDecoder(65536).decode(set)));
            for (int i = 0; i < 20; i++) {
                answer(node.admin.publish(room, new Command.Publish(0, "news", null, null, false)));
                Eventually.pause(Duration.ofMillis(150));
            }
            assertEquals(21, answer(node.admin.room(room)).position().offset());
            assertEquals(":1", redis.command("HEXISTS roomcast:1:s:{" + room + "} server/x"));
        }
    }

    @Test
    void sets_an_expiry_on_each_key_of_the_state_that_a_publication_creates() {
        FakeSubscriber li = player(here, "li");
        String values = "PTTL roomcast:1:s:{r" + suffix + "}";
        String removals = "PTTL roomcast:1:v:{r" + suffix + "}";
        assertEquals("$ack 1", GameTest.set(li, 1, "{'a':1}"));
        assertTrue(Long.parseLong(redis.command(values).substring(1)) > 0);
        assertEquals("$ack 2", GameTest.set(li, 2, "{'a':null}"));
        assertEquals(":-2", redis.command(values), "an empty hash has no key");
        assertTrue(Long.parseLong(redis.command(removals).substring(1)) > 0);
        assertEquals("$ack 3", GameTest.set(li, 3, "{'a':2}"));
        assertEquals(":-2", redis.command(removals), "a key that exists again is not a removed key");
        assertTrue(Long.parseLong(redis.command(values).substring(1)) > 0);
    }

    @Test
    void keeps_the_epoch_when_a_node_publishes_before_it_has_a_connection() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        try (SystemClock clock = new SystemClock()) {
            RedisEngine starting = engines.start(settings(), new Ids(new java.security.SecureRandom()), clock);
            TestNode node = new TestNode(starting, clock, TwoNodeTest::type);
            Position place =
                    answer(node.admin.publish("r" + suffix, new Command.Publish(0, "news", null, null, false)));
            assertEquals(new Position(li.known("epoch"), 1), place);
        }
        assertEquals(1, li.await("news").get("offset").intValue());
    }

    @Test
    void creates_no_keys_for_unknown_rooms() throws Exception {
        String room = "nowhere" + suffix;
        assertNull(answer(there.admin.room(room)));
        assertNull(answer(there.admin.history(room, new Command.History(0, null, 0, 5))));
        assertNull(answer(there.admin.kick(room, "li")));
        assertNull(answer(there.admin.close(room)));
        for (String kind : List.of("r", "h", "m", "u")) {
            assertEquals(":0", redis.command("EXISTS roomcast:1:" + kind + ":{" + room + "}"));
        }
    }

    @Test
    void remembers_the_last_256_ids_of_messages_without_an_offset() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        for (int id = 1; id <= 1100; id++) {
            li.publish("hint", id, List.of("wang"), false).await("$ack");
        }
        wang.publish("mark", 1).until("\"mark\"");
        FakeSubscriber back = there.guest("r" + suffix, "li").back(li, 0);
        back.welcome();
        for (int id = 1100 - 255; id <= 1100; id++) {
            back.publish("hint", id, List.of("wang"), false).await("$ack");
        }
        List<String> heard = wang.publish("end", 2).until("\"end\"");
        assertEquals(0, heard.stream().filter(each -> each.contains("hint")).count());
    }

    @Test
    void removes_the_ids_of_a_client_with_the_client() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        String ids = "roomcast:1:i:{r" + suffix + "}:" + li.known("client");
        assertTrue(Long.parseLong(redis.command("PTTL " + ids).substring(1)) <= 725_000);
        li.leave();
        li.closed();
        eventually("the ids are removed", () -> redis.command("EXISTS " + ids).equals(":0"));
        FakeSubscriber wang = member(here, "r", "wang");
        wang.publish("m", 1).await("$ack");
        answer(there.admin.close("r" + suffix));
        assertEquals(":0", redis.command("EXISTS roomcast:1:i:{r" + suffix + "}:" + wang.known("client")));
    }

    @Test
    void publishes_once_per_key_on_all_nodes_until_the_room_is_closed() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        Position place = answer(here.admin.publish("r" + suffix, news, "key"));
        assertEquals(place, answer(there.admin.publish("r" + suffix, news, "key")));
        assertEquals(place, answer(here.admin.publish("r" + suffix, news, "key")));
        assertEquals(2, answer(there.admin.publish("r" + suffix, news, "other")).offset());
        Command.Publish cursor = new Command.Publish(0, "cursor", null, null, true);
        assertEquals(
                0, answer(there.admin.publish("r" + suffix, cursor, "third")).offset());
        assertEquals(0, answer(here.admin.publish("r" + suffix, news, "third")).offset());
        assertEquals(place, answer(there.admin.publish("r" + suffix, cursor, "key")));
        answer(there.admin.publish("r" + suffix, news, null));
        List<String> heard = li.until("\"offset\":3");
        assertEquals(1, heard.stream().filter(each -> each.contains("cursor")).count(), heard::toString);

        answer(there.admin.close("r" + suffix));
        assertEquals(1, answer(there.admin.publish("r" + suffix, news, "key")).offset());
    }
}
