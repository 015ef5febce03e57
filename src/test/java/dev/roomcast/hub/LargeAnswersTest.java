package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.NodeMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bound that large answers of all rooms share: answers above it wait, and all are eventually sent. */
class LargeAnswersTest {

    private static final int BOUND = 500_000;

    private final ManualNode node = new ManualNode(
            ManualNode.LIMITS.withMemory(new NodeMemory(64 << 20, BOUND, 4 << 20, 64 << 20)), ManualNode.TYPE, 1);
    private final List<ManualNode.Peer> herd = new ArrayList<>();

    @BeforeEach
    void fill() {
        for (String room : List.of("r1", "r2")) {
            ManualNode.Peer writer = node.plain(room);
            for (int i = 0; i < 10; i++) {
                writer.send("x".repeat(30_000));
            }
            node.settle();
            writer.cut();
        }
    }

    @AfterEach
    void check_that_nothing_failed() {
        node.settle();
        assertEquals(0, node.rooms.answers().used(), "bytes of large answers");
        assertEquals(List.of(), node.failures);
    }

    private ManualNode.Peer comeBack(String room, boolean isStalled) {
        ManualNode.Peer peer = node.open(room, false, null, herd.size() % 2);
        if (isStalled) {
            peer.transport.stall();
        }
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"history\":100}}");
        herd.add(peer);
        return peer;
    }

    private static boolean isWelcome(ManualNode.Peer peer) {
        return peer.received().stream().anyMatch(text -> text.startsWith("{\"method\":\"$connect\""));
    }

    @Test
    void sends_welcomes_of_a_reconnect_storm_within_the_memory_bound() {
        for (int i = 0; i < 50; i++) {
            comeBack(i % 3 == 0 ? "r1" : "r2", false);
            assertTrue(node.rooms.answers().used() <= BOUND + 400_000, "at most one more than the bound");
        }
        node.settle();
        assertTrue(herd.stream().allMatch(LargeAnswersTest::isWelcome));
    }

    @Test
    void handles_early_commands_after_the_welcome() {
        comeBack("r1", false);
        comeBack("r1", false);
        ManualNode.Peer late = comeBack("r1", false);
        late.send("{\"method\":\"chat\",\"id\":2,\"data\":1}");
        node.settle();
        List<String> received = late.received();
        assertTrue(received.get(0).startsWith("{\"method\":\"$connect\""), "the welcome is first");
        assertTrue(received.stream().anyMatch(text -> text.startsWith("{\"method\":\"$ack\"")));
    }

    @Test
    void checks_answers_again_after_a_loop_refused_a_check() {
        node.pass(500); // the sweeps run at other times
        for (int i = 0; i < 2; i++) {
            ManualNode.Peer stalled = node.open("r1", false, null, 0);
            stalled.transport.stall();
            stalled.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"history\":100}}");
        }
        node.settle();
        node.loops[0].refuse(1);
        node.clock.advance(20);
        assertEquals(1, node.failures.size());
        node.failures.clear();
        ManualNode.Peer late = comeBack("r1", false);
        node.pass(5100);
        assertTrue(isWelcome(late));
    }

    @Test
    void bounds_the_delay_that_slow_members_cause() {
        comeBack("r1", true);
        comeBack("r1", true);
        node.settle();
        ManualNode.Peer good = comeBack("r2", false);
        node.settle();
        assertTrue(!isWelcome(good), "it waits");
        node.pass(6000);
        assertTrue(isWelcome(good));
    }

    @Test
    void skips_waiting_connections_after_their_end() {
        comeBack("r1", true);
        comeBack("r1", true);
        node.settle();
        ManualNode.Peer gone = comeBack("r2", false);
        ManualNode.Peer good = comeBack("r2", false);
        node.settle();
        herd.forEach(peer -> {
            if (peer != good) {
                peer.cut();
            }
        });
        node.pass(100);
        assertTrue(isWelcome(good));
        assertTrue(!isWelcome(gone));
    }

    @Test
    void refuses_a_second_request_during_the_delivery_of_a_large_answer() {
        ManualNode.Peer peer = comeBack("r1", false);
        node.settle();
        peer.transport.stall();
        peer.send("{\"method\":\"$history\",\"id\":2}");
        node.settle();
        peer.send("{\"method\":\"$history\",\"id\":3}");
        node.settle();
        peer.transport.unstall();
        peer.transport.flush();
        node.pass(100);
        assertEquals(
                1,
                peer.received().stream()
                        .filter(text -> text.contains("rate_limited"))
                        .count());
        peer.send("{\"method\":\"$history\",\"id\":4}");
        node.settle();
        assertTrue(peer.received().get(0).startsWith("{\"method\":\"$history\""), "the next request is answered");
    }
}
