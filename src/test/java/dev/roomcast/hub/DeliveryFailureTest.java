package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Isolation of exceptions during the delivery of messages. */
class DeliveryFailureTest {

    private final ManualNode node = new ManualNode();
    private ManualNode.Peer failing;
    private ManualNode.Peer other;
    private ManualNode.Peer speaker;

    @BeforeEach
    void join_three_members() {
        failing = connected(0);
        other = connected(0);
        speaker = connected(1);
        node.settle();
        List.of(failing, other, speaker).forEach(ManualNode.Peer::received);
    }

    private ManualNode.Peer connected(int loop) {
        ManualNode.Peer peer = node.open("r", false, null, loop);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        return peer;
    }

    private void publish(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            speaker.send("{\"method\":\"m\",\"data\":\"" + "x".repeat(bytes) + "\"}");
        }
    }

    private static long publications(ManualNode.Peer peer) {
        return peer.received().stream().filter(text -> text.contains("\"m\"")).count();
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeTransport.Call.class,
            names = {"WRITE", "FLUSH", "PENDING"})
    void closes_the_connection_whose_write_fails_and_no_other(FakeTransport.Call call) {
        failing.transport.fail(call);
        publish(20, 60_000); // several pieces
        node.settle();

        assertEquals(20, publications(other));
        assertEquals(20, publications(speaker));
        assertEquals(1, node.hub.counters().closed(CloseCode.INSUFFICIENT_STATE).sum());
        assertFalse(failing.connection.isOpen());
        assertEquals(0, node.hub.backlogBytes());
    }

    @Test
    void tells_all_members_of_a_loop_to_come_back_if_packing_fails() {
        failing.transport.fail(FakeTransport.Call.PACK); // the first member of the loop packs for all
        publish(1, 10);
        node.settle();

        assertTrue(failing.received().contains("close 4010"));
        assertTrue(other.received().contains("close 4010"));
        assertEquals(1, publications(speaker), "the other loop");
        assertEquals(0, node.hub.backlogBytes());
        assertEquals(1, node.failures.size());
    }

    @Test
    void applies_membership_changes_of_a_pass_in_which_a_write_fails() {
        failing.transport.fail(FakeTransport.Call.WRITE);
        publish(300, 60_000);
        ManualNode.Peer newcomer = connected(0);
        other.cut();
        publish(1, 10);
        node.settle();

        assertEquals(1, publications(newcomer));
        publish(1, 10);
        node.settle();
        assertEquals(1, publications(newcomer));
        assertEquals(0, publications(other));
        assertEquals(0, node.hub.backlogBytes());
        assertFalse(node.hub.isCongested());
    }

    @Test
    void releases_the_buffer_of_an_answer_whose_write_fails() {
        failing.transport.fail(FakeTransport.Call.WRITE);
        try {
            failing.send("ping");
        } catch (IllegalStateException e) {
            // the transport ends the connection
        }
        assertEquals(0, failing.transport.packed());
    }

    @Test
    void delivers_after_the_next_sweep_if_a_loop_refused_the_task() {
        node.loops[0].refuse(1);
        publish(1, 10);
        node.settle();
        assertEquals(0, publications(other));
        node.pass(2000);
        assertEquals(1, publications(other));
    }

    @Test
    void continues_a_sweep_after_the_failure_of_one_connection() {
        failing.transport.fail(FakeTransport.Call.PENDING);
        node.pass(1000);
        assertFalse(failing.connection.isOpen());
        node.pass(ManualNode.LIMITS.silence() + 2000);
        assertFalse(other.connection.isOpen(), "silent connections are still closed");
    }

    @Test
    void resumes_reading_of_the_others_if_one_cannot_be_resumed() {
        publish(1, 10);
        failing.connection.receive(dev.roomcast.protocol.Frame.text("{\"method\":\"m\"}"));
        for (long said = 0; said <= ManualNode.LIMITS.backlogBytes(); said += 65_000) {
            publish(1, 65_000);
        }
        failing.send("{\"method\":\"m\"}");
        other.send("{\"method\":\"m\"}");
        assertFalse(other.transport.isRead());
        failing.transport.fail(FakeTransport.Call.READING);
        node.settle();

        assertTrue(other.transport.isRead());
    }

    @Test
    void counts_a_member_that_never_joined_its_shard_once() {
        failing.connection.close(Disconnect.of(CloseCode.SLOW));
        failing.cut();
        failing.cut();
        node.settle();
        assertEquals(2, node.hub.admission().connections());
        publish(1, 10);
        node.settle();
        assertEquals(1, publications(other));
    }
}
