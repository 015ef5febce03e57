package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisEngines;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.testkit.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs of frames during failures of Redis or its connections. The node {@code here} uses a connection that can be cut.
 */
class RedisFrameFaultsTest extends FrameTest {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;
    private CutLine line;

    @BeforeAll
    static void open() {
        redis = RedisServer.keeping();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @AfterEach
    void heal() throws IOException {
        redis.command("CONFIG SET min-replicas-to-write 0");
        line.close();
    }

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        line = new CutLine(redis.port());
        return List.of(
                nodes.start(settings("redis://127.0.0.1:" + line.port()), names, clock),
                nodes.start(settings(redis.url()), names, clock));
    }

    private static RedisSettings settings(String url) {
        return new RedisSettings(RedisAddress.of(url), "roomcast", 15_000, 30_000, 1000, 0);
    }

    private static long number(String frame) {
        return Json.parse(frame).get(0).longValue();
    }

    /** Checks that two logs contain equal frames for equal numbers. */
    private static void assertSame(List<String> one, List<String> other) {
        Map<Long, String> frames = new HashMap<>();
        one.forEach(frame -> frames.put(number(frame), frame));
        other.forEach(frame -> assertEquals(frames.getOrDefault(number(frame), frame), frame));
    }

    @Test
    void ticks_on_another_node_when_the_ticking_node_is_cut_off() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        List<String> before = frames(wang, 5);
        line.cut();
        input(wang, "1"); // may be lost with the ticking node
        eventually("another node ticks", () -> there.frames.takeovers.sum() == 1);
        input(wang, "2");
        List<String> after = framesUntil(wang, "[1,2]");
        before.addAll(after);
        assertUnbroken(before);
        line.mend();
        List<String> late = framesUntil(li, number(after.get(after.size() - 1)));
        assertSame(before, late);
        input(li, "3");
        List<String> wangs = framesUntil(wang, "[0,3]");
        List<String> lis = framesUntil(li, "[0,3]");
        assertSame(wangs, lis);
        assertEquals(1, there.frames.runs.sum());
        eventually("the other node does not tick", () -> here.frames.runs.sum() == 0);
    }

    @Test
    void takes_over_for_a_player_that_joined_during_the_ticks_of_another_node() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        member(there, "r", "eye");
        start(li, 60);
        FakeSubscriber wang = player(there, "r", "wang");
        frames(wang, 3);
        line.cut();
        eventually("the node of the new player ticks", () -> there.frames.takeovers.sum() == 1);
        RoomView room = answer(there.admin.room("r" + suffix));
        assertEquals(3, room.count());
        assertEquals(0, room.away(), "long before li is considered dead");
        frames(wang, 3);
        line.mend();
    }

    @Test
    void takes_over_for_a_player_that_left_a_dead_node_before_its_detection() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        member(there, "r", "eye");
        start(li, 60);
        line.cut();
        FakeSubscriber again = returning(there, "r", li, -1);
        eventually("the node of the player ticks", () -> there.frames.takeovers.sum() == 1);
        frames(again, 3);
        line.mend();
    }

    @Test
    void takes_over_after_the_clock_of_redis_was_set_back() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        line.cut();
        redis.command("HSET roomcast:1:g:{r" + suffix + "} frameat " + (System.currentTimeMillis() + 3_600_000));
        eventually("the other node ticks", () -> there.frames.takeovers.sum() == 1);
        frames(wang, 3);
        line.mend();
    }

    @Test
    void hands_over_when_the_only_player_moves_to_another_node() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        member(there, "r", "eye");
        start(li, 60);
        FakeSubscriber again = returning(there, "r", li, -1);
        eventually("the node of the player ticks", () -> there.frames.runs.sum() == 1 && here.frames.runs.sum() == 0);
        frames(again, 3);
    }

    @Test
    void never_reports_presence_changes_that_the_previous_ticker_did_not_see() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber zhao = player(there, "r", "zhao");
        start(li, 1); // another node takes over after at least five seconds
        zhao.cut();
        framesUntil(wang, "[\"away\",2]");
        line.cut();
        zhao = returning(there, "r", zhao, -1);
        zhao.cut();
        line.mend();
        frames(wang, 1); // the ticker has loaded the room, in which zhao is still away
        line.cut();
        eventually("the other node ticks", () -> there.frames.takeovers.sum() == 1);
        input(wang, "1");
        assertEquals(List.of("[1,1]"), entries(framesUntil(wang, "[1,1]")));
        line.mend();
    }

    @Test
    void refuses_the_frames_of_a_former_ticker() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        List<String> frames = frames(wang, 3);
        redis.command("HSET roomcast:1:g:{r" + suffix + "} ticker another term 9");
        eventually("a node takes over", () -> here.frames.takeovers.sum() + there.frames.takeovers.sum() == 1);
        eventually("only this node ticks", () -> here.frames.runs.sum() + there.frames.runs.sum() == 1);
        input(wang, "1");
        frames.addAll(framesUntil(wang, "[1,1]"));
        assertUnbroken(frames);
        assertEquals(frames.get(frames.size() - 1), await(li, "[1,1]"));
    }

    /** Two nodes may have ticked since the frame was sent: another one, and then this one again. */
    @Test
    void refuses_the_frames_of_an_earlier_term_of_the_same_node() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(here, "r", "wang");
        start(li, 60);
        List<String> frames = frames(wang, 3);
        redis.command("HINCRBY roomcast:1:g:{r" + suffix + "} term 1");
        eventually("the node takes over from itself", () -> here.frames.takeovers.sum() == 1);
        input(wang, "1");
        frames.addAll(framesUntil(wang, "[1,1]"));
        assertUnbroken(frames);
    }

    @Test
    void keeps_every_frame_and_input_when_redis_forgets_its_scripts() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        List<String> frames = frames(wang, 3);
        redis.command("SCRIPT FLUSH");
        for (int i = 0; i < 10; i++) {
            input(li, "" + i);
            frames.addAll(framesUntil(wang, "[0," + i + "]"));
        }
        assertUnbroken(frames);
        assertEquals(10, entries(frames).size());
    }

    @Test
    void loses_and_repeats_nothing_while_redis_refuses_writes() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        List<String> frames = frames(wang, 3);
        redis.command("CONFIG SET min-replicas-to-write 1");
        input(li, "1");
        redis.command("CONFIG SET min-replicas-to-write 0");
        input(li, "2");
        frames.addAll(framesUntil(wang, "[0,2]"));
        assertUnbroken(frames);
        assertEquals(List.of("[0,1]", "[0,2]"), entries(frames));
    }

    @Test
    void stalls_while_redis_does_not_answer_and_continues_afterwards() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        List<String> frames = frames(wang, 3);
        redis.signal("STOP");
        input(li, "1");
        redis.signal("CONT");
        input(li, "2");
        frames.addAll(framesUntil(wang, "[0,2]"));
        assertUnbroken(frames);
        assertEquals(1, entries(frames).stream().filter("[0,2]"::equals).count());
        assertTrue(entries(frames).stream().filter("[0,1]"::equals).count() <= 1);
    }

    @Test
    void ends_the_run_with_the_epoch_and_keeps_its_frames() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String run = start(li, 60).get("run").textValue();
        input(li, "1");
        String told = await(wang, "[0,1]");
        redis.kill();
        redis.start();
        wang.closed();
        FakeSubscriber back = returning(there, "r", wang, -1);
        JsonNode over = back.welcome().get("run");
        assertEquals("0 epoch", over.get("rate") + " " + over.get("reason").textValue());
        JsonNode kept = data(back.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0}}"));
        assertEquals("[" + told + "]", kept.get("frames").toString());
        assertTrue(kept.get("complete").booleanValue());
    }

    private String key(String kind, String room) {
        return "roomcast:1:" + kind + ":{" + room + suffix + "}";
    }

    @Test
    void ends_a_run_that_redis_lost() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String run = start(li, 60).get("run").textValue();
        toldRun(wang);
        List<String> frames = frames(wang, 3);
        redis.command("DEL " + key("g", "r") + " " + key("f", "r"));
        for (FakeSubscriber each : List.of(li, wang)) {
            JsonNode over = toldRun(each);
            assertEquals(
                    run + " 0 epoch",
                    over.get("run").textValue() + " " + over.get("rate") + " "
                            + over.get("reason").textValue());
        }
        assertUnbroken(frames);
        String next = start(li, 60).get("run").textValue();
        assertNotEquals(run, next);
        assertEquals(next, toldRun(wang).get("run").textValue());
        assertEquals("[1]", frames(wang, 1).get(0));
    }

    @Test
    void ends_a_run_with_the_room_that_redis_lost() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        toldRun(wang);
        frames(wang, 3);
        redis.command("FLUSHALL");
        assertEquals("epoch", toldRun(wang).get("reason").textValue());
        assertEquals("epoch", toldRun(li).get("reason").textValue());
    }

    @Test
    void continues_after_redis_lost_retained_frames_and_reports_them_as_missing() {
        FakeSubscriber li = player(here, "small-run", "li");
        FakeSubscriber wang = player(there, "small-run", "wang");
        String run = start(li, 60).get("run").textValue();
        String large = "\"" + "x".repeat(700) + "\"";
        input(li, large);
        List<String> frames = framesUntil(wang, "[0,");
        redis.command("DEL " + key("f", "small-run"));
        String question = "{'method':'$frames','id':9,'data':{'run':'" + run + "','after':%d}}";
        assertFalse(data(li.ask(question.formatted(0))).get("complete").booleanValue()); // wang's frames are counted
        input(li, large);
        frames.addAll(framesUntil(wang, "[0,"));
        assertUnbroken(frames);
        assertFalse(data(wang.ask(question.formatted(0))).get("complete").booleanValue());
        String last = frames.get(frames.size() - 1);
        JsonNode rest = data(wang.ask(question.formatted(number(last) - 1)));
        assertEquals("true [" + last + "]", rest.get("complete") + " " + rest.get("frames"));
    }
}
