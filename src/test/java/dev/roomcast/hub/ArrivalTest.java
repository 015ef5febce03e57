package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Limits;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may come to a node, and how long one who says nothing may stay. */
class ArrivalTest {

    private Node node = new Node();

    private static Limits connections(int most) {
        Limits usual = Node.LIMITS;
        return new Limits(
                usual.messageBytes(),
                0,
                300,
                0,
                usual.bytesBurst(),
                usual.outboxBytes(),
                most,
                0,
                0,
                0,
                usual.connectTime(),
                usual.ping(),
                usual.closeTime(),
                usual.infoBytes(),
                usual.badRequests(),
                0,
                usual.historyBytes(),
                usual.backlogBytes());
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void a_node_takes_so_many_connections_and_has_a_place_again_when_one_goes() {
        node = new Node(connections(2), Node.TYPE, 1);
        Node.Peer first = node.plain("r1");
        assertTrue(node.hub.hasPlace());
        node.plain("r1");
        assertFalse(node.hub.hasPlace());

        Node.Peer third = node.plain("r2"); // it came while the second did
        assertEquals("close 4504", third.received().get(1));
        third.cut();
        first.cut();
        assertTrue(node.hub.hasPlace());
        assertEquals(1, node.hub.connections());
    }

    @Test
    void who_finds_no_place_is_told_so_at_both_levels_before_the_close() {
        node = new Node(connections(1), Node.TYPE, 1);
        node.plain("r1");

        for (Node.Peer refused : List.of(node.plain("r1"), node.level1("r1"))) {
            List<String> heard = refused.received();
            assertTrue(heard.get(0).contains("\"too many connections\""), heard.toString());
            assertEquals("close 4504", heard.get(heard.size() - 1));
        }
    }

    @Test
    void a_node_that_drains_takes_nobody() {
        assertTrue(node.hub.hasPlace());
        assertFalse(node.hub.isDraining());
        node.hub.drain();
        assertFalse(node.hub.hasPlace());
        assertTrue(node.hub.isDraining());
    }

    @Test
    void addresses_count_only_where_they_are_bounded() {
        assertFalse(node.hub.countsAddresses());
        assertTrue(new Node(Node.limits(0, 1, 0, 0), Node.TYPE, 1).hub.countsAddresses());
        assertTrue(new Node(Node.limits(0, 0, 1, 0), Node.TYPE, 1).hub.countsAddresses());
    }

    @Test
    void a_silent_connection_is_asked_twice_and_given_up_after_its_time() {
        Node.Peer silent = node.plain("r1");
        node.pass(Node.LIMITS.ping() - 100);
        assertEquals(0, pings(silent));
        node.pass(100);
        assertEquals(1, pings(silent));
        node.pass(Node.LIMITS.ping());
        assertEquals(1, pings(silent));
        node.pass(9900);
        assertEquals(List.of(), silent.received());

        node.pass(100);
        assertEquals(List.of("close 4012"), silent.received());
    }

    private static long pings(Node.Peer peer) {
        return peer.transport.received().stream().filter(Frame::isPing).count();
    }

    @Test
    void any_message_is_a_sign_of_life() {
        Node.Peer talking = node.plain("r1");
        for (int i = 0; i < 8; i++) {
            node.pass(20_000);
            talking.send("ping");
        }
        node.settle();
        assertEquals(8, talking.received().size());
    }

    @Test
    void who_may_still_connect_is_let_wait_so_long_and_no_longer() {
        Node.Peer waiting = node.level1("r1");
        Node.Peer connected = node.level1("r1");
        connected.send("{\"method\":\"$connect\",\"id\":1}");
        node.pass(Node.LIMITS.connectTime() - 100);
        assertEquals(List.of(), waiting.received());

        node.pass(100);
        assertEquals("close 4502", waiting.received().get(1));
        assertTrue(connected.connection.isOpen());
    }

    @Test
    void what_is_said_waits_on_those_loops_alone_on_which_somebody_hears_it() {
        Node.Peer here = node.open("r1", true, null, 0);
        Node.Peer there = node.open("r1", true, null, 1);
        node.settle();
        here.send("hello");
        assertEquals(2 * 7, node.hub.backlogBytes());
        node.settle();
        there.cut();
        node.settle();

        here.send("hello");
        assertEquals(7, node.hub.backlogBytes());
    }

    @Test
    void one_pass_of_a_loop_in_sixteen_is_timed() {
        Node.Peer member = node.plain("r1");
        node.settle();
        for (int i = 0; i < 31; i++) {
            member.send("m");
            node.settle();
        }
        assertEquals(2, node.hub.traffic().passes.sum());
        assertEquals(0, node.hub.traffic().passMillis.sum());
    }
}
