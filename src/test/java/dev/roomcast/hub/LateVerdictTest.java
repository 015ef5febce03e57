package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Ids;
import dev.roomcast.room.LogicVerdict;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomSight;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Failures after a late verdict, which must leave neither an unanswered connection nor an unused room. */
class LateVerdictTest {

    private static final long TIMEOUT = 3000;
    private static final LogicVerdict REPLY = new LogicVerdict(
            null,
            null,
            false,
            null,
            false,
            null,
            List.of(new LogicVerdict.ServerMessage("reply", null, null)),
            null,
            List.of());

    private final Queue<Consumer<LogicVerdict>> open = new ArrayDeque<>();
    private boolean decidesJoins;
    private boolean reportsFail;
    private FailingEngine engine;
    private final ManualNode node = new ManualNode(
            (room, type) -> new LateLogic(),
            clock -> engine = new FailingEngine(new MemoryEngine(new Ids(new Random(1)), clock)));

    /** Decides at the test's request. */
    private final class LateLogic implements RoomLogic {
        @Override
        public long timeoutMillis() {
            return TIMEOUT;
        }

        @Override
        public boolean decidesJoins() {
            return decidesJoins;
        }

        @Override
        public boolean wants(EventKind kind) {
            return false;
        }

        @Override
        public LogicVerdict onJoin(RoomSight room, Joining joining, Consumer<LogicVerdict> later) {
            open.add(later);
            return null;
        }

        @Override
        public LogicVerdict onMessage(RoomSight room, Message message, Consumer<LogicVerdict> later) {
            open.add(later);
            return null;
        }

        @Override
        public LogicVerdict onEvent(RoomSight room, Event event, Consumer<LogicVerdict> later) {
            return LogicVerdict.ACCEPT;
        }

        @Override
        public void onTimeout(String what) {
            if (reportsFail) {
                throw new IllegalStateException("thrown by the test");
            }
        }

        @Override
        public void onDropped(String what, String why) {}
    }

    private ManualNode.Peer arriving() {
        ManualNode.Peer peer = node.level1("r");
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    private void decide() {
        open.remove().accept(LogicVerdict.ACCEPT);
        node.settle();
    }

    private void endsAndLeavesNothing(ManualNode.Peer peer) {
        assertFalse(peer.connection.isOpen());
        List<String> received = peer.received();
        assertEquals("close " + CloseCode.INSUFFICIENT_STATE.code(), received.get(received.size() - 1));
        assertEquals(1, node.failures.size(), node.failures::toString);
        peer.cut();
        node.settle();
        node.pass(ManualNode.TYPE.linger() + ManualNode.TYPE.historyAge() + 1000);
        assertEquals(0, node.hub.input().used());
        assertEquals(0, node.rooms.counters().members.sum());
        assertTrue(node.rooms.rooms().isEmpty());
    }

    @Test
    void closes_a_connection_whose_join_fails_after_a_late_verdict() {
        decidesJoins = true;
        ManualNode.Peer peer = arriving();
        engine.fail("join");
        decide();
        endsAndLeavesNothing(peer);
    }

    @Test
    void closes_a_connection_whose_join_fails_after_the_load_of_its_room() {
        decidesJoins = true;
        engine.delay();
        ManualNode.Peer peer = arriving();
        decidesJoins = false; // the engine receives the request once the room is loaded
        engine.fail("join");
        engine.know();
        node.settle();
        endsAndLeavesNothing(peer);
    }

    @Test
    void closes_a_connection_whose_publication_fails_after_a_late_verdict() {
        ManualNode.Peer peer = arriving();
        peer.send("{\"method\":\"m\",\"id\":2}");
        node.settle();
        engine.fail("publish");
        decide();
        endsAndLeavesNothing(peer);
    }

    @Test
    void answers_a_join_whose_timeout_cannot_be_reported() {
        decidesJoins = true;
        reportsFail = true;
        ManualNode.Peer peer = arriving();
        node.pass(TIMEOUT + 100);
        assertFalse(peer.connection.isOpen());
        peer.cut();
        node.settle();
        node.pass(ManualNode.TYPE.historyAge() + 1000);
        assertTrue(node.rooms.rooms().isEmpty());
    }

    @Test
    void answers_a_publication_whose_timeout_cannot_be_reported() {
        reportsFail = true;
        ManualNode.Peer peer = arriving();
        peer.received();
        peer.send("{\"method\":\"m\",\"id\":2}");
        node.settle();
        node.pass(TIMEOUT + 100);
        assertTrue(peer.received().get(0).contains("\"code\":\"unavailable\""));
        assertTrue(peer.transport.isRead());
    }

    @Test
    void resumes_reading_after_a_failed_effect_of_a_verdict() {
        SharedRoom.SlowEngine slow = new SharedRoom.SlowEngine();
        ManualNode shared = new ManualNode((room, type) -> new LateLogic(), clock -> engine = new FailingEngine(slow));
        ManualNode.Peer peer = shared.open("r", false, "li", 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        slow.seat();
        peer.send("{\"method\":\"m\",\"id\":2}");
        shared.settle();
        open.remove().accept(REPLY);
        peer.received();
        engine.fail("publish");
        slow.place();
        shared.settle();
        assertTrue(peer.received().toString().contains("{\"method\":\"$ack\",\"id\":2,\"data\":{\"offset\":1}}"));
        assertEquals(1, shared.failures.size());
        assertTrue(peer.transport.isRead());
    }
}
