package dev.roomcast.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.frames.FrameReplica;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.frames.PresenceEntry;
import dev.roomcast.frames.RunState;
import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.frames.RunState.Slot;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.RoomListener;
import dev.roomcast.testkit.Json;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs with a failing engine. */
class FailedFrameTest {

    private final List<String> told = new ArrayList<>();
    private final RoomListener listener = new RoomListener() {
        @Override
        public void runEnded(String room, String id, long frame, String reason) {
            told.add(reason);
        }
    };
    private final ManualNode node = new ManualNode(ManualNode.LIMITS, (room, replica) -> engine(replica), listener);
    private FrameReplica ours;
    private final List<Long> appended = new ArrayList<>();
    private RunState run;
    private String failing = "";
    private final List<String> frames = new ArrayList<>();
    private boolean answers = true;

    @SuppressWarnings("unchecked")
    private FrameSequencer engine(FrameReplica replica) {
        ours = replica;
        return (FrameSequencer) Proxy.newProxyInstance(
                FrameSequencer.class.getClassLoader(), new Class<?>[] {FrameSequencer.class}, (proxy, method, args) -> {
                    if (method.getName().equals(failing)) {
                        failing = "";
                        throw new IllegalStateException("thrown by the test");
                    }
                    switch (method.getName()) {
                        case "start" ->
                            start(replica, (String) args[0], (int) args[2], (FrameSequencer.Outcome) args[4]);
                        case "end" -> end(replica, (String) args[0]);
                        case "append" -> {
                            appended.add((Long) args[0]);
                            frames.add(new String((byte[]) args[1], UTF_8));
                            if (answers) {
                                RawJson json = RawJson.of(frames.get(frames.size() - 1));
                                replica.applyFrame((long) args[0], json, (List<PresenceEntry>) args[3], 1);
                            }
                        }
                        default -> {}
                    }
                    return method.getReturnType() == boolean.class ? true : null;
                });
    }

    private void start(FrameReplica replica, String id, int rate, FrameSequencer.Outcome outcome) {
        outcome.onSettled(null, null);
        long now = node.clock.epochMillis();
        run = new RunState(id, rate, 1, now, now, 0, 1, -1, "", 0, null, 0, List.of());
        replica.applyRun(run, FrameReplica.Change.STARTED, now);
    }

    private void end(FrameReplica replica, String reason) {
        long now = node.clock.epochMillis();
        RunState over =
                new RunState(run.id(), run.rate(), 1, now, now, appended.size(), 1, -1, "", 0, reason, now, List.of());
        replica.applyRun(over, FrameReplica.Change.ENDED, now);
    }

    private ManualNode.Peer playing(int rate) {
        ManualNode.Peer li = node.level1("r");
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        li.send("{\"method\":\"$run\",\"id\":2,\"data\":{\"rate\":" + rate + "}}");
        node.settle();
        return li;
    }

    private static Slot slot(ManualNode.Peer player) {
        JsonNode welcome = Json.parse(player.received().get(0)).get("data");
        return new Slot(welcome.get("client").textValue(), Presence.ONLINE);
    }

    @Test
    void appends_a_frame_again_after_a_refusal_of_the_engine() {
        playing(10);
        node.pass(300);
        failing = "append";
        node.pass(700);
        assertFalse(node.failures.isEmpty());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L), appended);
    }

    /** The other node took over while this one did not reach the engine, told the join, and handed over again. */
    @Test
    void repeats_no_presence_change_of_another_ticker() {
        ManualNode.Peer li = playing(10);
        node.pass(300);
        answers = false;
        node.pass(100);
        assertEquals("[4]", frames.get(frames.size() - 1));
        ManualNode.Peer wang = node.level1("r");
        wang.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        List<Slot> slots = List.of(slot(li), slot(wang));
        long now = node.clock.epochMillis();
        ours.restore(
                new RunState(run.id(), run.rate(), 1, run.timeMillis(), now, 4, 1, -1, "", 4, null, 0, slots), now);
        ours.onMembersKnown(now);
        node.pass(200);
        assertEquals("[5]", frames.get(frames.size() - 1));
    }

    /** The answer to the last frame may overtake the event of the end. */
    @Test
    void reports_the_end_of_a_run_after_a_refused_frame() {
        playing(10);
        node.pass(300);
        ours.onFrameRefused(4, false);
        end(ours, "stopped");
        assertEquals(List.of("stopped"), told);
    }

    @Test
    void repeats_the_request_to_end_a_run_at_its_limit() {
        ManualNode.Peer li = playing(1);
        failing = "end";
        for (int i = 0; i < 61; i++) {
            node.clock.advance(60_000);
            node.settle();
            li.send("ping");
        }
        node.pass(4_000);
        assertFalse(node.failures.isEmpty());
        assertEquals(0, node.frames.runs.sum());
    }
}
