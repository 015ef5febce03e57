package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.frames.FramePage;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.frames.FrameSnapshot;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.NodeMemory;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.Sequencer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Release of the memory of a large answer, exactly once in every case between reservation and delivery. */
class AnswerReservationTest {

    private static final Limits LIMITS =
            ManualNode.LIMITS.withMemory(new NodeMemory(64 << 20, 500_000, 4 << 20, 64 << 20));

    private final List<Consumer<FramePage>> readers = new ArrayList<>();

    /** An engine that completes reads of frames at the test's request. */
    @SuppressWarnings("unchecked")
    private FrameSequencer slowFrames() {
        return (FrameSequencer) Proxy.newProxyInstance(
                FrameSequencer.class.getClassLoader(), new Class<?>[] {FrameSequencer.class}, (proxy, method, args) -> {
                    if (method.getName().equals("read")) {
                        readers.add((Consumer<FramePage>) args[3]);
                    }
                    return method.getReturnType() == boolean.class ? false : null;
                });
    }

    /** An engine whose joins fail. */
    private static Engine failing(Engine engine) {
        return room -> {
            Sequencer sequencer = engine.open(room);
            return (Sequencer) Proxy.newProxyInstance(
                    Sequencer.class.getClassLoader(), new Class<?>[] {Sequencer.class}, (proxy, method, args) -> {
                        if (method.getName().equals("join") && !((JoinRequest) args[0]).isPlain()) {
                            throw new OutOfMemoryError("thrown by the test");
                        }
                        try {
                            return method.invoke(sequencer, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }

    private static void fill(ManualNode node) {
        ManualNode.Peer writer = node.plain("r");
        for (int i = 0; i < 10; i++) {
            writer.send("x".repeat(30_000));
        }
        node.settle();
        writer.cut();
    }

    @Test
    void refuses_frames_whose_read_ends_during_another_large_answer() {
        ManualNode node = new ManualNode(LIMITS, (room, replica) -> slowFrames());
        fill(node);
        ManualNode.Peer peer = node.level1("r");
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        peer.transport.stall();
        peer.send("{\"method\":\"$frames\",\"id\":2,\"data\":{\"run\":\"r_1\",\"snapshot\":true}}");
        peer.send("{\"method\":\"$history\",\"id\":3}");
        node.settle();
        RawJson snapshot = RawJson.of("\"" + "x".repeat(70_000) + "\"");
        readers.get(0).accept(new FramePage(1, true, List.of(), new FrameSnapshot(1, "c_1", snapshot)));
        node.settle();
        peer.transport.unstall();
        peer.transport.flush();
        node.pass(100);
        assertEquals(0, node.rooms.answers().used());
        assertTrue(peer.received().stream()
                .anyMatch(text -> text.contains("\"id\":2,\"data\":{\"code\":\"rate_limited\"")));
    }

    @Test
    void reads_the_next_frames_once_a_large_answer_is_written() {
        ManualNode node = new ManualNode(LIMITS, (room, replica) -> slowFrames());
        ManualNode.Peer peer = node.level1("r");
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        peer.send("{\"method\":\"$frames\",\"id\":2,\"data\":{\"run\":\"r_1\",\"snapshot\":true}}");
        node.settle();
        RawJson snapshot = RawJson.of("\"" + "x".repeat(70_000) + "\"");
        peer.transport.stall();
        readers.get(0).accept(new FramePage(1, true, List.of(), new FrameSnapshot(1, "c_1", snapshot)));
        node.settle();
        peer.transport.unstall();
        peer.transport.flush();
        assertTrue(peer.received().stream().anyMatch(text -> text.startsWith("{\"method\":\"$frames\",\"id\":2")));
        peer.send("{\"method\":\"$frames\",\"id\":3,\"data\":{\"run\":\"r_1\",\"after\":1}}");
        node.settle();
        assertEquals(List.of(), peer.received());
        assertEquals(2, readers.size());
    }

    @Test
    void releases_the_memory_of_a_failed_join() {
        ManualNode node = new ManualNode(
                LIMITS,
                ManualNode.TYPE,
                Authenticator.ANONYMOUS,
                Moderator.NONE,
                RoomListener.NONE,
                clock -> failing(new MemoryEngine(new Ids(new Random(1)), clock)));
        fill(node);
        ManualNode.Peer peer = node.level1("r");
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"history\":100}}");
        node.settle();
        assertTrue(peer.received().contains("close 4010"));
        peer.cut();
        node.settle();
        assertEquals(0, node.rooms.answers().used());
    }
}
