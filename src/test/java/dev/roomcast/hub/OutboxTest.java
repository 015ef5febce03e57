package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Disconnect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outboxes of members, and the end of slow or closing connections. */
class OutboxTest {

    private final ManualNode node = new ManualNode();

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void flushes_a_slightly_slow_reader_before_closing() {
        ManualNode.Peer speaker = node.plain("r1");
        ManualNode.Peer slow = node.plain("r1");
        node.settle();
        slow.transport.stall();
        for (int i = 0; i < 17; i++) {
            speaker.send("x".repeat(60_000));
            node.settle();
        }
        slow.transport.unstall();
        speaker.send("x".repeat(60_000));
        node.settle();

        assertEquals(18, slow.received().size());
        assertEquals(0, node.hub.counters().closed(CloseCode.SLOW).sum());
    }

    @Test
    void delivers_one_message_above_the_bound_to_a_fast_reader() {
        ManualNode.Peer reading = node.plain("r1");
        node.settle();
        ManualNode.Peer speaker = node.plain("r1");
        for (int i = 0; i < 30; i++) {
            speaker.send("x".repeat(60_000)); // one message larger than an outbox
        }
        node.settle();

        assertEquals(30, reading.received().size());
    }

    @Test
    void closes_the_largest_outboxes_when_memory_is_scarce() {
        ManualNode.Peer speaker = node.plain("r1");
        ManualNode.Peer[] slow = {node.plain("r1"), node.plain("r1")};
        ManualNode.Peer little = node.plain("r2");
        ManualNode.Peer speakerOfLittle = node.plain("r2");
        node.settle();
        for (ManualNode.Peer each : List.of(slow[0], slow[1], little)) {
            each.transport.stall();
        }
        speaker.send("x".repeat(60_000));
        speaker.send("x".repeat(60_000));
        speakerOfLittle.send("x".repeat(60_000));
        node.settle();
        for (ManualNode.Peer each : List.of(speaker, slow[0], slow[1], little)) {
            each.transport.scarce(true);
        }

        speaker.send("now");
        node.settle();

        assertEquals(2, node.hub.counters().closed(CloseCode.SLOW).sum());
        assertTrue(slow[0].transport.isEnded() && slow[1].transport.isEnded());
        assertFalse(little.transport.isEnded());
        assertEquals(3, speaker.received().size());
    }

    @Test
    void pauses_publishers_while_the_node_is_congested() {
        ManualNode.Peer speaker = node.plain("r1");
        ManualNode.Peer quiet = node.plain("r1");
        node.settle();
        for (long said = 0; said <= ManualNode.LIMITS.backlogBytes(); said += 65_000) {
            assertTrue(speaker.transport.isRead());
            speaker.send("x".repeat(65_000));
        }
        assertFalse(speaker.transport.isRead());
        assertTrue(quiet.transport.isRead());
        assertTrue(node.hub.isCongested());

        node.settle();

        assertTrue(speaker.transport.isRead());
        assertEquals(0, node.hub.backlogBytes());
        assertFalse(node.hub.isCongested());
    }

    @Test
    void counts_the_outbox_at_the_last_sweep() {
        ManualNode.Peer speaker = node.plain("r1");
        ManualNode.Peer stalled = node.open("r1", true, null, 1);
        node.settle();
        stalled.transport.stall();
        speaker.send("x".repeat(1000));
        node.pass(1000);

        assertEquals(1004, node.hub.outboxBytes());
        assertEquals(2, node.hub.counters().delivered.sum());
        assertEquals(2008, node.hub.counters().deliveredBytes.sum());
        assertEquals(1, node.hub.counters().received.sum());
        assertEquals(1000, node.hub.counters().receivedBytes.sum());
    }

    @Test
    void measures_the_lag_of_an_event_loop() {
        node.plain("r1");
        node.pass(1000);
        assertEquals(0, node.hub.loopLag());
        node.clock.advance(1700);
        node.settle();
        assertEquals(700, node.hub.loopLag());
    }

    @Test
    void answers_a_close_frame_and_ends_connection_and_membership() {
        ManualNode.Peer peer = node.plain("r1");
        node.settle();
        peer.connection.receiveClose(Frame.close(1000, ""));
        assertEquals(List.of("close 1000"), peer.received());
        assertTrue(peer.transport.isEnded());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(1, node.hub.admission().connections());

        peer.send("too late");
        peer.connection.receiveClose(Frame.close(1000, ""));
        peer.cut();
        peer.cut();
        assertEquals(List.of(), peer.received());
        assertEquals(0, node.hub.admission().connections());
        assertEquals(1, node.hub.counters().left.sum());
        assertEquals(1, node.hub.counters().opened.sum());
    }

    @Test
    void closes_with_the_code_of_the_protocol_violation() {
        for (int code : new int[] {1002, 1007, 1009}) {
            ManualNode.Peer peer = node.plain("r1");
            peer.connection.receiveGarbage(code);
            assertEquals(List.of("close " + code), peer.received());
            assertTrue(peer.transport.isEnded());
        }
        ManualNode.Peer level1 = node.level1("r1");
        level1.connection.receiveGarbage(1003);
        assertEquals("close 1002", level1.received().get(1));
        assertEquals(2, node.hub.counters().closed(CloseCode.PROTOCOL_ERROR).sum());
    }

    @Test
    void ends_a_closing_connection_after_the_close_timeout() {
        ManualNode.Peer peer = node.plain("r1");
        node.pass(1000);
        peer.connection.disconnect(Disconnect.of(CloseCode.KICKED));
        peer.connection.disconnect(Disconnect.of(CloseCode.ROOM_CLOSED));
        node.settle();
        assertEquals("close 4512", peer.received().get(1));
        node.pass(ManualNode.LIMITS.closeTime() - 1000);
        assertFalse(peer.transport.isEnded());
        node.pass(1000);
        assertTrue(peer.transport.isEnded());
    }

    @Test
    void answers_a_ping_with_its_body() {
        ManualNode.Peer peer = node.plain("r1");
        peer.connection.receivePing(new byte[] {1, 2});
        node.settle();
        assertEquals("0x8a, 2 bytes", peer.transport.received().get(0).toString());
    }

    @Test
    void closes_too_many_pings_or_pongs() {
        ManualNode strict = new ManualNode(ManualNode.limits(100, 0, 0, 0), ManualNode.TYPE, 1);
        ManualNode.Peer pinging = strict.plain("r1");
        for (int i = 0; i < 600; i++) {
            pinging.connection.receivePing(new byte[0]);
        }
        assertFalse(pinging.received().contains("close 4013"), "300 answered, 300 suffered");
        pinging.connection.receivePing(new byte[0]);
        strict.settle();
        assertTrue(pinging.received().contains("close 4013"));

        ManualNode.Peer answering = strict.plain("r1");
        for (int i = 0; i < 16 * 300; i++) {
            answering.connection.receiveSign();
        }
        strict.settle();
        assertEquals(List.of(), answering.received());
        answering.connection.receiveSign();
        assertTrue(answering.received().contains("close 4013"));
    }
}
