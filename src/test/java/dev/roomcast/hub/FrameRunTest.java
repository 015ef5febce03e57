package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lifetime of a run and the schedule of its frames. */
class FrameRunTest extends FrameSyncNode {

    @Test
    void does_not_drift_and_catches_up_after_a_short_delay() {
        Client li = player("li");
        run(li, 30);
        for (int i = 0; i < 30; i++) {
            node.clock.advance(34);
            node.settle();
        }
        assertEquals(30, li.frames().size());
        node.clock.stall(900);
        node.settle();
        assertEquals(27, li.frames().size());
    }

    @Test
    void moves_the_schedule_when_a_frame_is_more_than_a_second_late() {
        Client li = player("li");
        run(li, 10);
        li.received();
        node.clock.stall(5_000);
        node.settle();
        List<String> texts = li.received();
        assertTrue(texts.get(0).contains("\"time\":" + (node.clock.epochMillis() - 100)), texts.get(0));
        assertEquals(Json.text("{'method':'$frame','data':[1]}"), texts.get(1));
        assertEquals(2, texts.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400_000, -86_400_000})
    void goes_on_when_a_snapshot_is_kept_after_a_jump_of_the_wall_clock(long jump) {
        Client li = player("li");
        String run = Json.field(run(li, 10), "run");
        node.pass(300);
        node.clock.jump(jump);
        li.received();
        assertEquals(
                Json.text("{'method':'$snapshot','id':7,'data':{}}"),
                li.answer("{'method':'$snapshot','id':7,'data':{'run':'" + run + "','frame':3,'data':1}}"));
        node.pass(200);
        assertEquals(List.of("[4]", "[5]"), li.frames());
    }

    @Test
    void accepts_a_run_of_the_host_only_and_refuses_a_second_rate() {
        Client li = player("li");
        Client wang = player("wang");
        wang.assertRefused("forbidden", "{'method':'$run','id':2,'data':{'rate':30}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':61}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':-1}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':'fast'}}");
        assertEquals(
                Json.text("{'method':'$run','id':3,'data':{}}"),
                li.answer("{'method':'$run','id':3,'data':{'rate':0}}"));
        run(li, 30);
        li.assertRefused("conflict", "{'method':'$run','id':4,'data':{'rate':15}}");
        wang.received();
        li.send("{'method':'$run','id':5,'data':{'rate':30}}");
        assertEquals(List.of(Json.text("{'method':'$run','id':5,'data':{}}")), li.received());
        assertEquals(List.of(), wang.received());
    }

    @Test
    void starts_at_fifteen_frames_a_second_by_default() {
        Client li = player("li");
        li.send("{'method':'$run','id':2}");
        assertTrue(li.received().get(1).contains("\"rate\":15,"));
    }

    @Test
    void pauses_without_an_online_player_and_continues_with_the_next_number() {
        Client li = player("li");
        Client watcher = new Client("watcher", "'game':'watch'");
        run(li, 10);
        node.pass(300);
        li.peer.cut();
        node.settle();
        watcher.received();
        node.pass(60_000);
        assertEquals(List.of(), watcher.frames());
        Client back = returning(li);
        List<String> texts = watcher.received();
        String again =
                texts.stream().filter(text -> text.contains("$run")).findFirst().orElseThrow();
        assertTrue(again.contains("\"frame\":3,\"time\":" + (node.clock.epochMillis() - 300) + ","), again);
        assertTrue(back.welcome.contains("\"run\":{\"run\":\"r_"), back.welcome);
        node.pass(100);
        assertEquals(List.of(Json.text("[4,['away',0],['back',0]]")), watcher.frames());
    }

    @Test
    void ends_on_a_stop_on_the_last_leave_of_a_player_and_at_its_limit() {
        Client li = player("li");
        Client watcher = new Client("watcher", "'game':'watch'");
        run(li, 10);
        node.pass(300);
        watcher.received();
        li.send("{'method':'$run','id':2,'data':{'rate':0}}");
        assertTrue(watcher.received().get(0).endsWith(Json.text(",'rate':0,'frame':3,'reason':'stopped'}}")));

        run(li, 1);
        watcher.received();
        li.send("{'method':'$leave'}");
        assertTrue(
                watcher.received().stream().anyMatch(text -> text.endsWith(Json.text("'frame':0,'reason':'empty'}}"))));

        Client wang = player("wang");
        run(wang, 1);
        for (int minute = 0; minute < 60; minute++) {
            node.clock.advance(60_000);
            node.settle();
            wang.send("ping");
        }
        assertTrue(wang.received().stream().anyMatch(text -> text.contains("\"reason\":\"limit\"")));
        assertEquals(0, node.frames.runs.sum());
    }

    @Test
    void retains_an_ended_run_for_a_minute_or_until_the_next_one() {
        Client li = player("li");
        run(li, 10);
        li.input("1");
        node.pass(100);
        li.send("{'method':'$run','id':2,'data':{'rate':0}}");
        String late = player("late").welcome;
        assertTrue(late.contains("\"rate\":0,"), late);
        assertTrue(late.contains("\"frame\":1,\"first\":1,\"reason\":\"stopped\"}"), late);
        node.pass(60_000);
        assertFalse(player("later").welcome.contains("\"run\":"));
        assertEquals(0, node.frames.keptBytes());
    }
}
