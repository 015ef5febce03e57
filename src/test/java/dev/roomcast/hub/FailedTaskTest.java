package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.ThrowingFollower;
import org.junit.jupiter.api.Test;

/** A task of a room that throws leaves the room neither without its timers nor with wrong counts. */
class FailedTaskTest {

    private final ManualNode node = new ManualNode();

    private ManualNode.Peer connected() {
        ManualNode.Peer peer = node.level1("r");
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.connection.member().follower(new ThrowingFollower());
        return peer;
    }

    private long members() {
        return node.rooms.counters().members.sum();
    }

    @Test
    void expires_a_member_whose_loss_of_connection_failed_in_part() {
        connected().cut();
        node.settle();
        assertFalse(node.failures.isEmpty());
        assertEquals(1, members());
        node.pass(ManualNode.TYPE.linger() + 1000);
        assertEquals(0, members());
    }

    @Test
    void forgets_a_member_whose_leave_failed_in_part() {
        ManualNode.Peer peer = connected();
        peer.send("{\"method\":\"$leave\"}");
        node.settle();
        peer.cut();
        node.settle();
        assertEquals(0, members());
        assertEquals(0, node.rooms.counters().rooms.sum());
        node.pass(ManualNode.TYPE.historyAge() + 1000);
        assertTrue(node.rooms.rooms().isEmpty());
    }
}
