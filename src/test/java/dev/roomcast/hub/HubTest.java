package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Connections of a node, without a network. */
class HubTest extends DefaultNode {

    @Test
    void broadcasts_to_the_room_only() {
        ManualNode.Peer a = node.open("r1", true, null, 0);
        ManualNode.Peer b = node.open("r1", true, null, 1);
        ManualNode.Peer elsewhere = node.plain("r2");

        a.send("hello");
        node.settle();

        assertEquals(List.of("hello"), a.received());
        assertEquals(List.of("hello"), b.received());
        assertEquals(List.of(), elsewhere.received());
    }

    @Test
    void flushes_gathered_messages_once() {
        ManualNode.Peer a = node.plain("r1");
        ManualNode.Peer b = node.plain("r1");
        node.settle();
        int before = b.transport.flushes();

        for (int i = 0; i < 10; i++) {
            a.send("m" + i);
        }
        node.settle();

        assertEquals(10, b.received().size());
        assertEquals(1, b.transport.flushes() - before);
    }

    @Test
    void keeps_one_order_across_event_loops() {
        ManualNode.Peer a = node.open("r1", true, null, 0);
        ManualNode.Peer b = node.open("r1", true, null, 1);

        a.send("1");
        b.send("2");
        a.send("3");
        node.settle();

        assertEquals(List.of("1", "2", "3"), a.received());
        assertEquals(List.of("1", "2", "3"), b.received());
    }

    @Test
    void does_not_deliver_earlier_messages_to_a_new_level_0_member() {
        ManualNode.Peer a = node.plain("r1");
        a.send("before");
        ManualNode.Peer late = node.plain("r1");
        a.send("after");
        node.settle();

        assertEquals(List.of("after"), late.received());
    }

    @Test
    void closes_only_the_slow_member_and_bounds_its_outbox() {
        ManualNode.Peer speaker = node.plain("r1");
        ManualNode.Peer stalled = node.plain("r1");
        ManualNode.Peer listener = node.plain("r1");
        node.settle();
        stalled.transport.stall();

        String kilobytes = "x".repeat(60_000);
        for (int i = 0; i < 40; i++) {
            speaker.send(kilobytes);
            node.settle();
        }

        assertEquals(40, listener.received().size());
        assertEquals(1, node.hub.counters().closed(CloseCode.SLOW).sum());
        assertTrue(stalled.transport.pending() <= ManualNode.LIMITS.outboxBytes() + 200);
        assertFalse(stalled.transport.isEnded());
        node.pass(ManualNode.LIMITS.closeTime() + 1000);
        assertTrue(stalled.transport.isEnded(), "the connection is cut although its peer does not read");
    }

    @Test
    void drops_only_volatile_messages_for_a_slow_member() {
        ManualNode.Peer speaker = connected("r1");
        ManualNode.Peer slow = connected("r1");
        slow.received();
        slow.transport.stall();

        String data = "\"" + "x".repeat(50_000) + "\"";
        for (int i = 0; i < 8; i++) {
            speaker.send("{\"method\":\"m\",\"data\":" + data + "}");
        }
        node.settle();
        for (int i = 0; i < 30; i++) {
            speaker.send("{\"method\":\"cursor\",\"volatile\":true,\"data\":" + data + "}");
            node.settle();
        }
        speaker.send("{\"method\":\"last\"}");
        node.settle();

        assertEquals(30, node.hub.counters().dropped.sum());
        assertEquals(0, node.hub.counters().closed(CloseCode.SLOW).sum());
    }

    @Test
    void pings_a_silent_connection_and_then_closes_it() {
        ManualNode.Peer silent = node.plain("r1");
        node.pass(ManualNode.LIMITS.ping() + 2000);
        assertTrue(silent.transport.received().stream().anyMatch(Frame::isPing));

        node.pass(ManualNode.LIMITS.silence() - ManualNode.LIMITS.ping());

        assertEquals(List.of("close 4012"), silent.received());
    }

    @Test
    void keeps_a_connection_alive_on_a_pong() {
        ManualNode.Peer quiet = node.plain("r1");
        for (int i = 0; i < 20; i++) {
            node.pass(20_000);
            quiet.connection.receiveSign();
        }

        assertEquals(List.of(), quiet.received());
    }

    @Test
    void closes_without_connect_in_time() {
        ManualNode.Peer waiting = node.level1("r1");
        node.pass(ManualNode.LIMITS.connectTime() + 2000);

        assertEquals(
                List.of(
                        "{\"method\":\"$close\",\"data\":{\"code\":4502,\"reason\":\"no $connect in time\",\"reconnect\":false}}",
                        "close 4502"),
                waiting.received());
    }

    @Test
    void ignores_timers_of_an_ended_loop() {
        node.plain("r1");
        node.loops[0].end();
        node.clock.advance(2000);

        assertEquals(1, node.failures.size());
        assertTrue(node.failures.remove(0) instanceof RejectedExecutionException);
    }

    @Test
    void leaves_no_state_after_all_clients_left() {
        for (int i = 0; i < 50; i++) {
            ManualNode.Peer peer = i % 2 == 0 ? node.plain("r" + i % 5) : connected("r" + i % 5);
            peer.send("{\"method\":\"m\"}");
            node.settle();
            peer.cut();
        }
        node.pass(ManualNode.TYPE.linger() + ManualNode.TYPE.historyAge() + 2000);

        assertEquals(0, node.hub.admission().connections());
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.eviction().historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());
        assertEquals(0, node.clock.timers());
    }

    @Test
    void gathers_presence_in_a_large_room() {
        ManualNode.Peer watching = connected("r1");
        for (int i = 0; i < 40; i++) {
            node.plain("r1");
        }
        node.settle();
        watching.received();
        node.pass(ManualNode.TYPE.presenceGather() + 100);

        List<String> told = watching.received();
        assertEquals(1, told.size());
        assertEquals(16, told.get(0).split("\"state\"").length - 1, "the members beyond the first 24 others");
    }

    @Test
    void notifies_a_joining_member_of_its_own_info_change() {
        for (int i = 0; i < 30; i++) {
            node.plain("r1");
        }
        ManualNode.Peer member = connected("r1");
        member.received();
        member.send("{\"method\":\"$info\",\"data\":{\"n\":1}}");
        node.settle();
        member.received();
        node.pass(ManualNode.TYPE.presenceGather() + 100);

        String told = member.received().get(0);
        assertTrue(
                told.startsWith("{\"method\":\"$presence\",\"data\":{\"joins\":[],\"leaves\":[],\"updates\":[{"), told);
        assertTrue(told.endsWith("\"info\":{\"n\":1}}]}}"), told);
    }
}
