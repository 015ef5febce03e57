package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Content of frames, and the members that receive them or send inputs. */
class FrameSyncTest extends FrameSyncNode {

    @Test
    void announces_a_run_and_then_delivers_every_frame_in_order() {
        Client li = player("li");
        Client wang = player("wang");
        Client watcher = new Client("watcher", "'game':'watch'");
        Client other = new Client("other", "");
        String started = run(li, 10);
        assertTrue(
                started.endsWith(Json.text(",'frame':0,'time':" + node.clock.epochMillis() + ",'players':['" + li.id()
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
        List<String> expected = List.of(Json.text("[1,[0,{'d':2.70}],[1,'L']]"), "[2]");
        assertEquals(expected, li.frames());
        assertEquals(expected, wang.frames());
        assertEquals(expected, watcher.frames());
        assertEquals(List.of(), other.received());
    }

    @Test
    void delivers_frames_only_to_members_with_a_role() {
        Client li = player("li");
        Client other = new Client("other", "");
        run(li, 10);
        other.received();
        li.received();
        node.clock.advance(100); // no settling here, so that one pass delivers frame and publication
        li.send("{'method':'m'}");
        node.settle();
        assertEquals(1, other.received().size());
        assertEquals(2, li.received().size());
    }

    @Test
    void refuses_inputs_without_run_slot_or_role_and_excessive_inputs() {
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
    void delivers_presence_inside_the_frames() {
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
        assertEquals(
                List.of(Json.text("[1,['away',2],['away',1],['join',3,'" + qian.id() + "'],['back',2]]")), li.frames());
        zhao.send("{'method':'$leave'}");
        wang = returning(wang);
        node.pass(100);
        assertEquals(List.of(Json.text("[2,['left',2],['back',1]]")), li.frames());
        wang.input("1");
        qian.input("2");
        node.pass(100);
        assertEquals(List.of("[3,[1,1],[3,2]]"), li.frames());
    }

    @Test
    void answers_a_request_with_the_delivered_frames() {
        Client li = player("li");
        String run = Json.field(run(li, 10), "run");
        li.input("{'d':3}");
        node.pass(100);
        node.pass(100);
        li.input("4");
        node.pass(100);
        node.pass(100);
        String head = "{'method':'$frames','id':9,'data':{'run':'" + run + "',";
        assertEquals(
                Json.text(head + "'frame':4,'complete':true,'frames':[[1,[0,{'d':3}]],[3,[0,4]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0}}"));
        assertEquals(
                Json.text(head + "'frame':1,'complete':true,'frames':[[1,[0,{'d':3}]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':0,'limit':1}}"));
        assertEquals(
                Json.text(head + "'frame':4,'complete':false,'frames':[]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','after':5}}"));
        assertEquals(
                Json.text(head + "'snapshot':null,'frame':4,'complete':true,'frames':[[1,[0,{'d':3}]],[3,[0,4]]]}}"),
                li.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':true}}"));
        assertEquals(
                Json.text("{'method':'$frames','id':9,'data':{'run':'r_x','frame':0,'complete':false,'frames':[]}}"),
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
        String run = Json.field(run(li, 10), "run");
        li.input("1");
        node.pass(200);
        wang.input("2");
        node.pass(100);
        String snapshot = "{'method':'$snapshot','id':11,'data':{'run':'" + run + "','frame':2,'data':{'a':[1.0]}}}";
        wang.assertRefused("forbidden", snapshot);
        li.assertRefused("conflict", snapshot.replace("'frame':2", "'frame':4"));
        li.assertRefused("conflict", snapshot.replace(run, "r_other"));
        assertEquals(Json.text("{'method':'$snapshot','id':11,'data':{}}"), li.answer(snapshot));
        li.assertRefused("conflict", snapshot);
        li.assertRefused("rate_limited", snapshot.replace("'frame':2", "'frame':3"));
        assertEquals(
                Json.text("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':{'frame':2,'client':'"
                        + li.id() + "','data':{'a':[1.0]}},'frame':3,'complete':true,'frames':[[3,[1,2]]]}}"),
                wang.answer("{'method':'$frames','id':9,'data':{'run':'" + run + "','snapshot':true}}"));
        assertTrue(player("late").welcome.contains(",\"frame\":3,\"first\":1,\"snapshot\":2}"));
        node.pass(5_000);
        li.peer.cut();
        node.settle();
        assertEquals(
                Json.text("{'method':'$snapshot','id':11,'data':{}}"),
                wang.answer(snapshot.replace("'frame':2", "'frame':3")),
                "the host is away");
    }
}
