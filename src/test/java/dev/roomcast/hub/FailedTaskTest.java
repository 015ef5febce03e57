package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Disconnect;
import dev.roomcast.room.ThrowingFollower;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Correct timers and counters of a room after a failed task. */
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
    void expires_a_member_after_a_partly_failed_disconnect() {
        connected().cut();
        node.settle();
        assertFalse(node.failures.isEmpty());
        assertEquals(1, members());
        node.pass(ManualNode.TYPE.linger() + 1000);
        assertEquals(0, members());
    }

    @Test
    void closes_a_connection_whose_reads_do_not_resume_after_its_login() {
        CompletableFuture<Identity> login = new CompletableFuture<>();
        AuthenticatedNode.Issuer issuer = new AuthenticatedNode.Issuer();
        issuer.known.put("t", login);
        ManualNode asking = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);
        ManualNode.Peer peer = asking.bringing("t", "r", false);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        asking.settle();
        peer.transport.fail(FakeTransport.Call.READING);
        login.complete(new Identity("li", null, 0, null, null));
        asking.settle();
        assertFalse(peer.connection.isOpen());
    }

    @Test
    void counts_the_closed_connections_although_one_fails() {
        connected();
        CompletionStage<Integer> count = node.hub.close(
                each -> {
                    throw new InternalError("thrown by the test");
                },
                Disconnect.requested());
        node.settle();
        assertEquals(0, count.toCompletableFuture().getNow(-1));
    }

    @Test
    void removes_a_member_after_a_partly_failed_leave() {
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
