package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of engines for players and watchers: frame sync. */
public abstract class FrameContract extends FrameTest {

    @Test
    void announces_a_run_and_then_delivers_the_same_frames_to_all_members() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        FakeSubscriber other = member(there, "r", "other");
        li.until("\"other\"");
        li.say("{'method':'$run','id':13,'data':{'rate':60}}");
        assertEquals("{\"method\":\"$run\",\"id\":13,\"data\":{}}", li.next(), "the answer precedes the run");
        JsonNode run = toldRun(li);
        assertEquals(run, toldRun(wang));
        assertEquals(0, run.get("frame").intValue());
        assertEquals(
                "[\"" + client(li) + "\",\"" + client(wang) + "\"]",
                run.get("players").toString());
        input(li, "{'d':2.70}");
        input(wang, "'L'");
        List<String> frames = framesWith(li, 2);
        assertEquals(frames, frames(wang, frames.size()));
        assertEquals(frames, frames(watcher, frames.size()));
        assertEquals(List.of("[0,{\"d\":2.70}]", "[1,\"L\"]"), sorted(entries(frames)));
        for (int i = 0; i < frames.size(); i++) {
            assertTrue(frames.get(i).startsWith("[" + (i + 1)), frames::toString);
        }
        other.publish("m", 1);
        assertFalse(other.until("\"$ack\"").toString().contains("$frame"));
    }

    @Test
    void keeps_the_order_of_the_inputs_of_each_player() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        for (int i = 0; i < 16; i++) {
            input(li, "" + i);
            input(wang, "" + i);
        }
        List<String> entries = entries(framesWith(wang, 32));
        for (int slot = 0; slot < 2; slot++) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                expected.add("[" + slot + "," + i + "]");
            }
            String prefix = "[" + slot + ",";
            assertEquals(
                    expected,
                    entries.stream().filter(each -> each.startsWith(prefix)).toList());
        }
    }

    @Test
    void refuses_inputs_equally_on_every_node() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        assertEquals("conflict", code(wang, "{'method':'$input','id':2,'data':1}"));
        start(li, 1);
        toldRun(wang);
        assertEquals("forbidden", code(watcher, "{'method':'$input','id':2,'data':1}"));
        assertEquals("too_large", code(wang, "{'method':'$input','id':2,'data':'" + "x".repeat(1023) + "'}"));
        for (int i = 0; i < 40; i++) {
            wang.say("{'method':'$input','id':3,'data':" + i + "}");
        }
        JsonNode refused = wang.await("$error");
        assertEquals("3", refused.get("id").toString());
        assertEquals("rate_limited", refused.get("data").get("code").textValue());
    }

    @Test
    void lets_only_the_host_start_and_stop() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        assertEquals("forbidden", code(wang, "{'method':'$run','id':2,'data':{'rate':30}}"));
        assertEquals("$run", answer(li.ask("{'method':'$run','id':3,'data':{'rate':0}}")));
        start(li, 30);
        assertEquals("conflict", code(li, "{'method':'$run','id':4,'data':{'rate':15}}"));
        assertEquals("$run", answer(li.ask("{'method':'$run','id':5,'data':{'rate':30}}")));
        host(li, 6, client(wang));
        assertHost(wang, li, wang);
        assertEquals("forbidden", code(li, "{'method':'$run','id':7,'data':{'rate':0}}"));
        assertEquals("$run", answer(wang.ask("{'method':'$run','id':7,'data':{'rate':0}}")));
        JsonNode ended = li.await(frame -> isRun(frame) && frame.get("data").has("reason"));
        assertEquals("stopped", ended.get("data").get("reason").textValue());
        JsonNode late = player(here, "r", "late").welcome().get("run");
        assertEquals("0 stopped", late.get("rate") + " " + late.get("reason").textValue());
        start(wang, 60);
        frames(wang, 3);
        eventually("both runs are reported", () -> diaries().equals("run of 2, run over stopped, run of 3"));
    }

    /** Returns the run events of the listeners of all nodes, in order, while one node owns the players. */
    private String diaries() {
        List<String> all = new ArrayList<>(here.diary);
        if (there != here) {
            all.addAll(there.diary);
        }
        return String.join(
                ", ", all.stream().filter(each -> each.startsWith("run ")).toList());
    }

    @Test
    void delivers_presence_inside_the_frames() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        start(li, 60);
        wang.cut();
        assertEquals("[\"away\",1]", nextEntry(li));
        FakeSubscriber qian = player(there, "r", "qian");
        assertEquals("[\"join\",2,\"" + client(qian) + "\"]", nextEntry(li));
        FakeSubscriber back = returning(there, "r", wang, -1);
        assertEquals("[\"back\",1]", nextEntry(li));
        JsonNode run = back.welcome().get("run");
        frames(back, 1);
        assertTrue(run.get("frame").longValue() > 0, run::toString);
        qian.leave();
        assertEquals("[\"left\",2]", nextEntry(li));
        input(back, "7");
        assertEquals("[1,7]", nextEntry(li));
        assertEquals(
                List.of(client(li), client(wang), client(qian)),
                clients(watcher(there, "r", "late").welcome().get("run").get("players")));
    }

    private static List<String> clients(JsonNode players) {
        List<String> clients = new ArrayList<>();
        players.forEach(each -> clients.add(each.textValue()));
        return clients;
    }

    @Test
    void continues_with_the_next_number_after_a_pause() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        start(li, 60);
        frames(watcher, 5);
        li.cut();
        presence(watcher, "updates");
        FakeSubscriber back = returning(there, "r", li, -1);
        List<String> all = watcher.until("[\"back\",0]");
        String moved = all.stream()
                .filter(each -> each.startsWith("{\"method\":\"$run\""))
                .findFirst()
                .orElseThrow();
        long frame = Json.parse(moved).get("data").get("frame").longValue();
        String first = all.get(all.size() - 1);
        assertTrue(first.contains("[" + (frame + 1) + ",[\"away\",0],[\"back\",0]]"), first);
        input(back, "1");
        assertEquals("[0,1]", nextEntry(watcher));
    }

    @Test
    void reports_the_new_time_to_the_player_that_ends_a_pause() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber watcher = watcher(here, "r", "watcher");
        start(li, 60);
        toldRun(watcher);
        frames(li, 2);
        li.cut();
        presence(watcher, "updates");
        FakeSubscriber back = returning(here, "r", li, -1);
        List<String> all = back.until("[\"back\",0]");
        String moved = all.stream()
                .filter(each -> each.startsWith("{\"method\":\"$run\""))
                .findFirst()
                .orElse("{}");
        assertEquals(toldRun(watcher), Json.parse(moved).get("data"));
    }

    @Test
    void ends_after_the_leave_of_the_last_player() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        start(li, 60);
        li.leave();
        wang.leave();
        JsonNode ended =
                watcher.await(frame -> isRun(frame) && frame.get("data").has("reason"));
        assertEquals("empty", ended.get("data").get("reason").textValue());
        eventually("no run is counted", () -> here.frames.runs.sum() == 0 && there.frames.runs.sum() == 0);
    }

    @Test
    void continues_after_the_leave_of_the_player_on_the_ticking_node() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(here, "r", "watcher");
        start(li, 60);
        frames(wang, 5);
        li.cut();
        assertEquals("[\"away\",0]", nextEntry(wang));
        for (int i = 0; i < 5; i++) {
            input(wang, "" + i);
            assertEquals("[1," + i + "]", nextEntry(wang));
        }
        List<String> frames = framesWith(watcher, 6);
        assertUnbroken(frames);
    }

    @Test
    void answers_with_frames_and_snapshot_on_every_node() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String run = start(li, 60).get("run").textValue();
        input(li, "{'d':3}");
        List<String> told = framesWith(wang, 1);
        String first = told.get(told.size() - 1);
        for (FakeSubscriber each : List.of(li, wang)) {
            JsonNode all = data(each.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0}}"));
            assertEquals("[" + first + "]", all.get("frames").toString());
            assertTrue(all.get("complete").booleanValue());
            assertTrue(all.get("frame").longValue() >= told.size());
            JsonNode other = data(each.ask("{'method':'$frames','id':9,'data':{'run':'r_x','after':0}}"));
            assertEquals("{\"run\":\"r_x\",\"frame\":0,\"complete\":false,\"frames\":[]}", other.toString());
            JsonNode ahead = data(each.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':999999}}"));
            assertFalse(ahead.get("complete").booleanValue());
        }
        String snapshot = "{'method':'$snapshot','id':11,'data':{'run':'" + run + "','frame':" + told.size()
                + ",'data':{'a':[1.0]}}}";
        assertEquals("forbidden", code(wang, snapshot));
        assertEquals("conflict", code(li, snapshot.replace(run, "r_x")));
        assertEquals("conflict", code(li, snapshot.replace("'frame':" + told.size(), "'frame':999999")));
        assertEquals("$snapshot", answer(li.ask(snapshot)));
        assertEquals("conflict", code(li, snapshot));
        String next = snapshot.replace("'frame':" + told.size(), "'frame':" + (told.size() + 1));
        frames(li, 2);
        assertEquals("rate_limited", code(li, next));
        JsonNode kept = data(wang.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':true}}"));
        assertEquals(
                "{\"frame\":" + told.size() + ",\"client\":\"" + client(li) + "\",\"data\":{\"a\":[1.0]}}",
                kept.get("snapshot").toString());
        assertEquals("[]", kept.get("frames").toString());
        assertEquals(
                told.size(),
                player(there, "r", "late").welcome().get("run").get("snapshot").intValue());
        Optional<RawJson> replay = answer(there.admin.frames("r" + suffix, 0, 0));
        assertTrue(replay.orElseThrow().toString().contains(first));
    }

    @Test
    void answers_several_requests_for_frames_in_their_order() {
        FakeSubscriber li = player(here, "r", "li");
        String request = ",'data':{'run':'" + start(li, 60).get("run").textValue() + "','after':0}}";
        li.say("{'method':'$frames','id':7" + request);
        li.say("{'method':'$frames','id':8" + request);
        li.say("{'method':'$frames','id':9" + request);
        for (int id = 7; id <= 9; id++) {
            JsonNode answer = li.await(frame -> frame.has("id"));
            assertEquals("$frames", answer.get("method").textValue(), answer::toString);
            assertEquals(id, answer.get("id").intValue());
        }
    }

    @Test
    void cuts_pages_at_their_limit() {
        FakeSubscriber li = player(here, "r", "li");
        String run = start(li, 60).get("run").textValue();
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            input(li, "" + i);
            told.add(await(li, "[0," + i + "]"));
        }
        JsonNode page = data(li.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0,'limit':2}}"));
        assertEquals(
                "[" + told.get(0) + "," + told.get(1) + "]", page.get("frames").toString());
        long reached = Json.parse(told.get(1)).get(0).longValue();
        assertEquals(reached, page.get("frame").longValue());
        page = data(li.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':" + reached + "}}"));
        assertEquals(3, page.get("frames").size());
    }

    @Test
    void drops_the_oldest_frames_beyond_the_bytes_of_a_room() {
        FakeSubscriber li = player(here, "small-run", "li");
        String run = start(li, 60).get("run").textValue();
        for (int i = 0; i < 8; i++) {
            input(li, "'" + i + "x".repeat(400) + "'");
            await(li, "[0,\"" + i + "xxx");
        }
        JsonNode page = data(li.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0}}"));
        assertFalse(page.get("complete").booleanValue());
        long first = watcher(there, "small-run", "late")
                .welcome()
                .get("run")
                .get("first")
                .longValue();
        assertTrue(first > 1);
        page = data(li.ask("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':" + (first - 1) + "}}"));
        assertTrue(page.get("complete").booleanValue());
        assertEquals(2, page.get("frames").size());
    }

    @Test
    void ends_at_its_limit_and_reports_no_run_in_a_room_without_one() throws Exception {
        FakeSubscriber li = player(here, "brief-run", "li");
        assertNull(li.welcome().get("run"));
        start(li, 60);
        JsonNode ended = li.await(frame -> isRun(frame) && frame.get("data").has("reason"));
        assertEquals("limit", ended.get("data").get("reason").textValue());
        assertEquals(
                Optional.empty(),
                answer(there.admin.frames("none" + suffix, 0, 0)) == null
                        ? Optional.empty()
                        : answer(there.admin.frames("none" + suffix, 0, 0)));
    }
}
