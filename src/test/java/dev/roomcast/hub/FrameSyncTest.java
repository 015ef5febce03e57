package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of frame sync, over a whole node with a clock by hand. */
class FrameSyncTest {

    private final ManualNode node = new ManualNode();

    /** A connected member and everything it has received. */
    private final class Client {
        private final ManualNode.Peer peer;
        private final String user;
        private final String welcome;

        Client(String user, String terms) {
            this.user = user;
            peer = node.open("r1", false, user, user.length() % 2);
            send("{'method':'$connect','id':1,'data':{" + terms + "}}");
            welcome = peer.received().get(0);
        }

        void send(String frame) {
            peer.send(frame.replace('\'', '"'));
            node.settle();
        }

        void input(String json) {
            send("{'method':'$input','data':" + json + "}");
        }

        String id() {
            return field(welcome, "client");
        }

        List<String> received() {
            return peer.received();
        }

        /** The data of the frames that came since. */
        List<String> frames() {
            List<String> frames = new ArrayList<>();
            for (String text : received()) {
                if (text.startsWith("{\"method\":\"$frame\",")) {
                    frames.add(text.substring("{\"method\":\"$frame\",\"data\":".length(), text.length() - 1));
                }
            }
            return frames;
        }

        String answer(String frame) {
            received();
            send(frame);
            return received().stream()
                    .filter(text -> text.contains("\"id\":"))
                    .findFirst()
                    .orElse("none");
        }

        void assertRefused(String code, String frame) {
            String answer = answer(frame);
            assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
        }
    }

    private static String field(String json, String name) {
        int at = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(at, json.indexOf('"', at));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private Client player(String user) {
        return new Client(user, "'game':'play'");
    }

    private Client returning(Client before) {
        return new Client(before.user, "'session':'" + field(before.welcome, "session") + "'");
    }

    private String run(Client host, int rate) {
        host.received();
        host.send("{'method':'$run','id':13,'data':{'rate':" + rate + "}}");
        List<String> texts = host.received();
        assertEquals(json("{'method':'$run','id':13,'data':{}}"), texts.get(0));
        return texts.get(1);
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void tells_a_run_and_then_every_frame_in_order() {
        Client li = player("li");
        Client wang = player("wang");
        Client watcher = new Client("watcher", "'game':'watch'");
        Client other = new Client("other", "");
        String started = run(li, 10);
        assertTrue(
                started.endsWith(json(",'frame':0,'time':" + node.clock.epochMillis() + ",'players':['" + li.id()
                        + "','" + wang.id() + "']}}")),
                started);
        watcher.received();
        other.received();
        wang.received();
        li.input("{'d':2.70}");
        wang.input("'L'");
        node.clock.advance(100);
        node.settle();
        node.clock.advance(100);
        node.settle();
        List<String> expected = List.of(json("[1,[0,{'d':2.70}],[1,'L']]"), "[2]");
        assertEquals(expected, li.frames());
        assertEquals(expected, wang.frames());
        assertEquals(expected, watcher.frames());
        assertEquals(List.of(), other.received());
    }

    @Test
    void keeps_frames_from_members_without_a_role_while_others_get_publications() {
        Client li = player("li");
        Client other = new Client("other", "");
        run(li, 10);
        other.received();
        li.received();
        node.clock.advance(100); // not settled: frame and publication are delivered in one pass
        li.send("{'method':'m'}");
        node.settle();
        assertEquals(1, other.received().size());
        assertEquals(2, li.received().size());
    }

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
        assertEquals(json("{'method':'$frame','data':[1]}"), texts.get(1));
        assertEquals(2, texts.size());
    }

    @Test
    void refuses_a_run_to_all_but_the_host_and_a_second_rate() {
        Client li = player("li");
        Client wang = player("wang");
        wang.assertRefused("forbidden", "{'method':'$run','id':2,'data':{'rate':30}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':61}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':-1}}");
        li.assertRefused("bad_request", "{'method':'$run','id':2,'data':{'rate':'fast'}}");
        assertEquals(
                json("{'method':'$run','id':3,'data':{}}"), li.answer("{'method':'$run','id':3,'data':{'rate':0}}"));
        run(li, 30);
        li.assertRefused("conflict", "{'method':'$run','id':4,'data':{'rate':15}}");
        wang.received();
        li.send("{'method':'$run','id':5,'data':{'rate':30}}");
        assertEquals(List.of(json("{'method':'$run','id':5,'data':{}}")), li.received());
        assertEquals(List.of(), wang.received());
    }

    @Test
    void starts_at_fifteen_frames_a_second_where_no_rate_is_given() {
        Client li = player("li");
        li.send("{'method':'$run','id':2}");
        assertTrue(li.received().get(1).contains("\"rate\":15,"));
    }

    @Test
    void refuses_inputs_without_run_slot_or_role_and_those_too_large_or_too_many() {
        Client li = player("li");
        Client watcher = new Client("watcher", "'game':'watch'");
        Client other = new Client("other", "");
        li.assertRefused("conflict", "{'method':'$input','id':2,'data':1}");
        run(li, 1);
        watcher.assertRefused("forbidden", "{'method':'$input','id':2,'data':1}");
        other.assertRefused("forbidden", "{'method':'$input','id':2,'data':1}");
        li.assertRefused("bad_request", "{'method':'$input','id':2}");
        li.assertRefused("too_large", "{'method':'$input','id':2,'data':'" + "x".repeat(1023) + "'}");
        for (int i = 0; i < 20; i++) {
            assertEquals("none", li.answer("{'method':'$input','id':3,'data':" + i + "}"));
        }
        li.assertRefused("rate_limited", "{'method':'$input','id':3,'data':20}");
        node.pass(5_000);
        assertEquals(
                List.of(
                        "[1,[0,0],[0,1],[0,2],[0,3]]",
                        "[2,[0,4],[0,5],[0,6],[0,7]]",
                        "[3,[0,8],[0,9],[0,10],[0,11]]",
                        "[4,[0,12],[0,13],[0,14],[0,15]]",
                        "[5,[0,16],[0,17],[0,18],[0,19]]"),
                li.frames());
    }

    @Test
    void tells_presence_inside_the_frames() {
        Client li = player("li");
        Client wang = player("wang");
        Client zhao = player("zhao");
        zhao.peer.cut();
        node.settle();
        run(li, 10);
        li.received();
        wang.peer.cut();
        node.settle();
        Client qian = player("qian");
        zhao = returning(zhao);
        node.pass(100);
        assertEquals(List.of(json("[1,['away',2],['away',1],['join',3,'" + qian.id() + "'],['back',2]]")), li.frames());
        zhao.send("{'method':'$leave'}");
        wang = returning(wang);
        node.pass(100);
        assertEquals(List.of(json("[2,['left',2],['back',1]]")), li.frames());
        wang.input("1");
        qian.input("2");
        node.pass(100);
        assertEquals(List.of("[3,[1,1],[3,2]]"), li.frames());
    }

    @Test
    void pauses_without_a_player_online_and_goes_on_with_the_next_number() {
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
        assertEquals(List.of(json("[4,['away',0],['back',0]]")), watcher.frames());
    }

    @Test
    void ends_when_it_is_stopped_when_the_last_player_leaves_and_at_its_limit() {
        Client li = player("li");
        Client watcher = new Client("watcher", "'game':'watch'");
        run(li, 10);
        node.pass(300);
        watcher.received();
        li.send("{'method':'$run','id':2,'data':{'rate':0}}");
        assertTrue(watcher.received().get(0).endsWith(json(",'rate':0,'frame':3,'reason':'stopped'}}")));

        run(li, 1);
        watcher.received();
        li.send("{'method':'$leave'}");
        assertTrue(watcher.received().stream().anyMatch(text -> text.endsWith(json("'frame':0,'reason':'empty'}}"))));

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
    void keeps_an_ended_run_for_a_minute_or_until_the_next_one() {
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

    @Test
    void answers_with_the_frames_that_were_told() {
        Client li = player("li");
        String run = field(run(li, 10), "run");
        li.input("{'d':3}");
        node.pass(100);
        node.pass(100);
        li.input("4");
        node.pass(100);
        node.pass(100);
        String head = "{'method':'$frames','id':9,'data':{'run':'" + run + "',";
        assertEquals(
                json(head + "'frame':4,'complete':true,'frames':[[1,[0,{'d':3}]],[3,[0,4]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0}}"));
        assertEquals(
                json(head + "'frame':1,'complete':true,'frames':[[1,[0,{'d':3}]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0,'limit':1}}"));
        assertEquals(
                json(head + "'frame':4,'complete':false,'frames':[]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':5}}"));
        assertEquals(
                json(head + "'snapshot':null,'frame':4,'complete':true,'frames':[[1,[0,{'d':3}]],[3,[0,4]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':true}}"));
        assertEquals(
                json("{'method':'$frames','id':9,'data':{'run':'r_x','frame':0,'complete':false,'frames':[]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'r_x','after':0}}"));
        for (String bad : List.of(
                "'run':'x'",
                "'run':'x','after':1,'snapshot':true",
                "'run':'x','snapshot':false",
                "'after':0",
                "'run':'x','after':-1",
                "'run':'x','after':0,'limit':0")) {
            li.assertRefused("bad_request", "{'method':'$frames','id':9,'data':{" + bad + "}}");
            if (bad.startsWith("'after'")) {
                break;
            }
        }
    }

    @Test
    void keeps_the_last_snapshot_of_the_host() {
        Client li = player("li");
        Client wang = player("wang");
        String run = field(run(li, 10), "run");
        li.input("1");
        node.pass(200);
        wang.input("2");
        node.pass(100);
        String snapshot = "{'method':'$snapshot','id':11,'data':{'run':'" + run + "','frame':2,'data':{'a':[1.0]}}}";
        wang.assertRefused("forbidden", snapshot);
        li.assertRefused("conflict", snapshot.replace("'frame':2", "'frame':4"));
        li.assertRefused("conflict", snapshot.replace(run, "r_other"));
        assertEquals(json("{'method':'$snapshot','id':11,'data':{}}"), li.answer(snapshot));
        li.assertRefused("conflict", snapshot);
        li.assertRefused("rate_limited", snapshot.replace("'frame':2", "'frame':3"));
        assertEquals(
                json("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':{'frame':2,'client':'" + li.id()
                        + "','data':{'a':[1.0]}},'frame':3,'complete':true,'frames':[[3,[1,2]]]}}"),
                wang.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':true}}"));
        assertTrue(player("late").welcome.contains(",\"frame\":3,\"first\":1,\"snapshot\":2}"));
        node.pass(5_000);
        li.peer.cut();
        node.settle();
        assertEquals(
                json("{'method':'$snapshot','id':11,'data':{}}"),
                wang.answer(snapshot.replace("'frame':2", "'frame':3")),
                "the host is away");
    }
}
