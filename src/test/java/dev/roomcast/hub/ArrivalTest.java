package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Limits;
import dev.roomcast.testkit.NodeLimits;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admission of connections to a node, and the timeout of silent connections. */
class ArrivalTest {

    private ManualNode node = new ManualNode();

    private static Limits connections(int max) {
        return NodeLimits.defaults().withConnections(max).withRooms(0).build();
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void limits_the_connections_of_a_node_and_reuses_freed_capacity() {
        node = new ManualNode(connections(2), ManualNode.TYPE, 1);
        ManualNode.Peer first = node.plain("r1");
        assertTrue(node.hub.admission().hasCapacity());
        node.plain("r1");
        assertFalse(node.hub.admission().hasCapacity());

        ManualNode.Peer third = node.plain("r2"); // it arrived at the same time as the second
        assertEquals("close 4504", third.received().get(1));
        third.cut();
        first.cut();
        assertTrue(node.hub.admission().hasCapacity());
        assertEquals(1, node.hub.admission().connections());
    }

    @Test
    void spreads_reconnects_evenly_over_a_second() {
        int[] clients = new int[1001];
        for (int seed = 0; seed < 10_000; seed++) {
            clients[(int) node.hub.admission().spread(seed)]++;
        }
        assertEquals(0, clients[0]);
        for (int after = 1; after <= 1000; after++) {
            assertEquals(10, clients[after], after + " ms");
        }
    }

    @Test
    void explains_a_full_room_at_both_levels() {
        node = new ManualNode(connections(1), ManualNode.TYPE, 1);
        node.plain("r1");

        for (ManualNode.Peer refused : List.of(node.plain("r1"), node.level1("r1"))) {
            List<String> heard = refused.received();
            assertTrue(heard.get(0).contains("\"too many connections\""), heard.toString());
            assertEquals("close 4504", heard.get(heard.size() - 1));
        }
    }

    @Test
    void has_no_capacity_while_it_drains() {
        assertTrue(node.hub.admission().hasCapacity());
        assertFalse(node.hub.admission().isDraining());
        node.hub.admission().drain();
        assertFalse(node.hub.admission().hasCapacity());
        assertTrue(node.hub.admission().isDraining());
    }

    @Test
    void counts_addresses_only_with_a_limit_per_address() {
        assertFalse(node.hub.admission().countsAddresses());
        assertTrue(new ManualNode(ManualNode.limits(0, 1, 0, 0), ManualNode.TYPE, 1)
                .hub
                .admission()
                .countsAddresses());
        assertTrue(new ManualNode(ManualNode.limits(0, 0, 1, 0), ManualNode.TYPE, 1)
                .hub
                .admission()
                .countsAddresses());
    }

    @Test
    void pings_a_silent_connection_twice_and_closes_it_after_the_timeout() {
        ManualNode.Peer silent = node.plain("r1");
        node.pass(ManualNode.LIMITS.ping() - 100);
        assertEquals(0, pings(silent));
        node.pass(100);
        assertEquals(1, pings(silent));
        node.pass(ManualNode.LIMITS.ping());
        assertEquals(1, pings(silent));
        node.pass(9900);
        assertEquals(List.of(), silent.received());

        node.pass(100);
        assertEquals(List.of("close 4012"), silent.received());
    }

    private static long pings(ManualNode.Peer peer) {
        return peer.transport.received().stream().filter(Frame::isPing).count();
    }

    @Test
    void keeps_a_connection_alive_on_any_message() {
        ManualNode.Peer talking = node.plain("r1");
        for (int i = 0; i < 8; i++) {
            node.pass(20_000);
            talking.send("ping");
        }
        node.settle();
        assertEquals(8, talking.received().size());
    }

    @Test
    void bounds_the_wait_for_connect() {
        ManualNode.Peer waiting = node.level1("r1");
        ManualNode.Peer connected = node.level1("r1");
        connected.send("{\"method\":\"$connect\",\"id\":1}");
        node.pass(ManualNode.LIMITS.connectTime() - 100);
        assertEquals(List.of(), waiting.received());

        node.pass(100);
        assertEquals("close 4502", waiting.received().get(1));
        assertTrue(connected.connection.isOpen());
    }

    @Test
    void queues_messages_on_loops_with_receivers_only() {
        ManualNode.Peer here = node.open("r1", true, null, 0);
        ManualNode.Peer there = node.open("r1", true, null, 1);
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
    void measures_the_duration_of_one_pass_in_sixteen() {
        ManualNode.Peer member = node.plain("r1");
        node.settle();
        for (int i = 0; i < 31; i++) {
            member.send("m");
            node.settle();
        }
        assertEquals(2, node.hub.counters().passes.sum());
        assertEquals(0, node.hub.counters().passMillis.sum());
    }
}
