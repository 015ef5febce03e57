package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.RedisEngines;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes with a Redis that temporarily fails or refuses commands. */
class RedisFaultsTest extends TwoNodeTest {

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private static RedisServer redis;

    private RedisEngine first;
    private RedisEngine second;

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

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        first = engines.start(settings(), names, clock);
        second = engines.start(settings(), names, clock);
        return List.of(first, second);
    }

    @AfterEach
    void heal() {
        redis.command("CONFIG SET min-replicas-to-write 0");
        redis.command("CONFIG SET maxmemory 0");
        redis.bearFailedSaves();
    }

    private static RedisSettings settings() {
        return new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 4_000, 30_000, 1000, 0).withKeyGrace(5_000);
    }

    /** Ways in which a Redis refuses to write. */
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
    void loses_and_repeats_nothing_when_redis_refuses_writes_for_a_moment(Denial denial) throws Exception {
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
    void says_that_redis_refuses_writes_and_heals_by_itself(Denial denial) throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        denial.begin();
        li.publish("one", 1);
        assertEquals("unavailable", error(li));
        assertFalse(first.isAvailable());
        assertTrue(first.problem().startsWith("127.0.0.1:" + redis.port() + ": "), first::problem);
        eventually("the other node finds out by its heartbeat", () -> !second.isAvailable());
        denial.end();
        eventually("all is well", () -> first.isAvailable() && second.isAvailable());
        assertNull(first.problem());
        li.publish("two", 2).await("$ack");
    }

    private static String error(FakeSubscriber guest) {
        return guest.await("$error").get("data").get("code").textValue();
    }

    /** Publishes on the channel of a room what no script did. */
    private void forge(String event) {
        redis.command("PUBLISH roomcast:1:c:{r" + suffix + "} \"" + event + "\"");
    }

    private long loads() {
        return first.counters().loads.sum();
    }

    @Test
    void ignores_events_that_are_not_newer_than_its_snapshot_whatever_epoch_they_have() {
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
    void loads_once_for_an_event_that_does_not_fit() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        long before = loads();
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        for (int i = 1; i <= 50; i++) {
            li.publish("m", i).await("$ack");
        }
        assertEquals(before + 1, loads());
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        forge("foreign 9000000000000000 1 0 0 P c_other\\n{}");
        eventually("it is loaded at the next beat", () -> loads() == before + 2);
        li.publish("m", 51).await("$ack");
        assertEquals(before + 2, loads());
    }

    @Test
    void does_not_append_a_publication_whose_offset_does_not_fit() {
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
    void stores_the_hashes_of_sessions_and_room_keys_in_redis_and_not_themselves() {
        FakeSubscriber li = player(here, "li");
        assertEquals("$ack 1", GameTest.set(li, 1, "{'$key':'geheim'}"));
        String member = redis.command("HGET roomcast:1:m:{r" + suffix + "} " + li.known("client"));
        String session = li.known("session");
        assertTrue(member.contains(SecretHash.of(session)), member);
        assertFalse(member.contains(session.substring(session.length() - 22)), member);
        assertEquals(SecretHash.of("geheim"), redis.command("HGET roomcast:1:r:{r" + suffix + "} doorkey"));
    }

    @Test
    void begins_one_new_epoch_when_redis_gets_its_first_replica() throws Exception {
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
    void renews_the_keys_of_a_room_in_which_nothing_happens() throws Exception {
        FakeSubscriber li = member(here, "quiet", "li");
        FakeSubscriber wang = member(there, "quiet", "wang");
        li.await("$presence");
        li.publish("m", 1).await("$ack");
        String room = "roomcast:1:r:{quiet" + suffix + "}";
        String ids = "roomcast:1:i:{quiet" + suffix + "}:" + li.known("client");
        for (int i = 0; i < 3; i++) {
            String before = redis.command("HGET " + room + " renewed");
            eventually(
                    "it is renewed",
                    () -> !redis.command("HGET " + room + " renewed").equals(before));
        }
        assertNotEquals(":-2", redis.command("PTTL " + ids));
        assertEquals(List.of("li", "wang"), wang.members());
        assertEquals(2, member(there, "quiet", "zhao").members().size() - 1);
    }

    @Test
    void takes_over_all_members_of_a_dead_node_however_small_the_window_is() throws Exception {
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
                eventually("they are away", () -> each.members().equals(List.of("wang", "-li")));
            }
        }
    }

    @Test
    void loads_all_rooms_after_the_line_was_lost_without_exceeding_the_window() throws Exception {
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
            eventually("it is away", () -> !engine.isAvailable());
            line.mend();
            eventually("it is back", engine::isAvailable);
            for (FakeSubscriber each : all) { // a beat is longer than the patience of this test
                each.publish("m", 1).await("$ack");
            }
        }
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
                FakeSubscriber.parse(page.publications().get(0).payloadText())
                        .get("data")
                        .textValue());
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
    void keeps_the_state_of_a_room_in_which_the_operator_alone_publishes() throws Exception {
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
    void makes_no_keys_for_rooms_that_are_not_there() throws Exception {
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
    void forgets_the_ids_of_a_client_with_the_client() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        String ids = "roomcast:1:i:{r" + suffix + "}:" + li.known("client");
        assertTrue(Long.parseLong(redis.command("PTTL " + ids).substring(1)) <= 725_000);
        li.leave();
        li.closed();
        eventually("they are gone", () -> redis.command("EXISTS " + ids).equals(":0"));
        FakeSubscriber wang = member(here, "r", "wang");
        wang.publish("m", 1).await("$ack");
        answer(there.admin.close("r" + suffix));
        assertEquals(":0", redis.command("EXISTS roomcast:1:i:{r" + suffix + "}:" + wang.known("client")));
    }

    @Test
    void reports_no_success_to_the_operator_when_redis_refuses() throws Exception {
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

    private static void isUnavailable(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> answer(stage));
        assertInstanceOf(EngineUnavailableException.class, failure.getCause());
    }

    @Test
    void lists_all_rooms_or_none_after_redis_lost_everything() throws Exception {
        FakeSubscriber li = member(here, "list-a", "li");
        FakeSubscriber wang = member(there, "list-b", "wang");
        eventually("both are listed", () -> rooms(here) == 2);
        redis.command("FLUSHALL");
        eventually("none is listed", () -> {
            int known = rooms(here);
            assertTrue(known != 1, "a partial answer");
            return known == 0 && rooms(there) == 0;
        });
        assertEquals("close 4010 after", li.closed());
        assertEquals("close 4010 after", wang.closed());
    }

    @Test
    void removes_a_member_that_leaves_a_room_that_redis_has_lost() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        redis.command("DEL roomcast:1:r:{r" + suffix + "} roomcast:1:m:{r" + suffix + "}");
        li.leave();
        eventually("it is gone", () -> here.rooms.counters().members.sum() == 0);
    }

    @Test
    void closes_the_members_of_rooms_that_redis_has_lost_at_the_next_publication() {
        FakeSubscriber li = member(here, "r", "li");
        redis.command("DEL roomcast:1:r:{r" + suffix + "} roomcast:1:m:{r" + suffix + "}");
        li.publish("m", 1);
        assertEquals("unavailable", error(li));
        assertEquals("close 4010 after", li.closed());
        FakeSubscriber back = member(here, "r", "li");
        assertEquals(
                1, back.publish("m", 1).await("$ack").get("data").get("offset").intValue());
    }

    /** -1: the engine does not answer. */
    private int rooms(TestNode node) throws Exception {
        try {
            return (int) answer(node.admin.nodes().rooms("list-", "", 10)).stream()
                    .filter(room -> room.name().endsWith(suffix))
                    .count();
        } catch (ExecutionException e) {
            assertInstanceOf(EngineUnavailableException.class, e.getCause());
            return -1;
        }
    }

    @Test
    void shows_no_player_a_room_without_a_host_when_redis_loses_the_room() {
        List<FakeSubscriber> players = List.of(player(here, "li"), player(there, "wang"), player(here, "zhao"));
        FakeSubscriber watcher = member(here, "r", "watcher");
        players.forEach(each -> each.await(frame -> frame.toString().contains("\"watcher\"")));
        redis.command("FLUSHALL");
        member(
                there, "r",
                "qian"); // the room begins anew with this member, and the nodes see that they know another one
        watcher.closed();
        member(here, "r", "sun"); // both nodes know the new room now
        for (FakeSubscriber each : players) {
            do {
                assertEquals("close 4010 after", each.next(), each.user());
            } while (each.hasHeard());
        }
    }

    private FakeSubscriber player(TestNode node, String user) {
        FakeSubscriber player = node.guest("r" + suffix, user);
        player.say("{'method':'$connect','id':1,'data':{'game':'play'}}");
        player.welcome();
        return player;
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
            int number = Integer.parseInt(
                    FakeSubscriber.parse(each).get("method").textValue().substring(1));
            assertTrue(number > last, number + " after " + last);
            last = number;
        }
    }

    @Test
    void refuses_what_a_node_publishes_for_a_member_that_another_one_speaks_for() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(here, "r", "wang");
        String members = "roomcast:1:m:{r" + suffix + "}";
        redis.command("HSET " + members + " " + li.known("client") + " \"o another 0 1 - - 2 li{}\"");
        li.publish("ghost", 1);
        assertEquals("unavailable", error(li));
        wang.publish("m", 1);
        assertEquals(1, wang.await("m").get("offset").intValue());
    }

    @Test
    void publishes_once_for_one_key_at_whatever_node_until_the_room_is_closed() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        Position place = answer(here.admin.publish("r" + suffix, news, "key"));
        assertEquals(place, answer(there.admin.publish("r" + suffix, news, "key")));
        assertEquals(place, answer(here.admin.publish("r" + suffix, news, "key")));
        assertEquals(2, answer(there.admin.publish("r" + suffix, news, "other")).offset());
        Command.Publish cursor = new Command.Publish(0, "cursor", null, null, true);
        answer(there.admin.publish("r" + suffix, cursor, "third"));
        answer(there.admin.publish("r" + suffix, cursor, "third"));
        answer(there.admin.publish("r" + suffix, news, null));
        List<String> heard = li.until("\"offset\":3");
        assertEquals(1, heard.stream().filter(each -> each.contains("cursor")).count(), heard::toString);

        answer(there.admin.close("r" + suffix));
        assertEquals(1, answer(there.admin.publish("r" + suffix, news, "key")).offset());
    }
}
