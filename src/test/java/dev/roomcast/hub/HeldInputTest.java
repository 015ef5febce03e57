package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.NodeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory bound of messages that wait for a welcome or a token check. */
class HeldInputTest {

    private static final int INPUT = 4 << 20;
    private static final String CONNECT =
            "{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"t\",\"history\":100}}";
    /** A message with short data that stays in memory as a whole. */
    private static final String LARGE = "{\"method\":\"m\",\"other\":\"" + "x".repeat(60_000) + "\",\"data\":1}";

    private final CompletableFuture<Identity> login = new CompletableFuture<>();
    private final List<ManualNode.Peer> peers = new ArrayList<>();
    private ManualNode node = node(Authenticator.ANONYMOUS);

    private static ManualNode node(Authenticator authenticator) {
        return new ManualNode(
                ManualNode.LIMITS.withMemory(new NodeMemory(INPUT, 100_000, 4 << 20, 64 << 20)),
                ManualNode.TYPE,
                1,
                authenticator);
    }

    @AfterEach
    void check_that_no_message_is_held() {
        peers.forEach(ManualNode.Peer::cut);
        login.complete(null);
        node.settle();
        assertEquals(0, node.hub.input().used(), "bytes of held messages");
        assertEquals(List.of(), node.failures);
    }

    private ManualNode.Peer open() {
        ManualNode.Peer peer = node.level1("r1");
        peers.add(peer);
        return peer;
    }

    /** Creates a member that waits for its welcome because another one does not read a large answer. */
    private ManualNode.Peer waiting() {
        if (peers.isEmpty()) {
            ManualNode.Peer writer = node.plain("r1");
            for (int i = 0; i < 10; i++) {
                writer.send("x".repeat(30_000));
            }
            node.settle();
            ManualNode.Peer stalled = open();
            stalled.transport.stall();
            stalled.send(CONNECT);
            node.settle();
            writer.cut();
            node.settle();
        }
        ManualNode.Peer peer = open();
        peer.send(CONNECT);
        node.settle();
        assertEquals(List.of(), peer.received());
        return peer;
    }

    private static boolean isClosed(ManualNode.Peer peer, int code) {
        return peer.received().contains("close " + code);
    }

    @Test
    void counts_messages_that_wait_for_a_welcome_until_they_are_handled() {
        ManualNode.Peer peer = waiting();
        for (int i = 0; i < 10; i++) {
            peer.send(LARGE);
        }
        node.settle();
        assertTrue(
                node.hub.input().used() >= 600_000,
                () -> "Counted: " + node.hub.input().used());
        node.pass(6000);
        assertEquals(0, node.hub.input().used());
        assertEquals(
                10,
                peer.received().stream().filter(text -> text.contains("\"m\"")).count());
    }

    @Test
    void counts_a_small_waiting_message_with_its_full_memory() {
        ManualNode.Peer peer = waiting();
        for (int i = 0; i < 100; i++) {
            peer.send("{\"method\":\"$members\"}");
        }
        node.settle();
        assertTrue(
                node.hub.input().used() >= 100 * 200,
                () -> "Counted: " + node.hub.input().used());
    }

    @Test
    void closes_a_connection_that_sends_more_than_an_outbox_holds_before_its_welcome() {
        ManualNode.Peer peer = waiting();
        for (int i = 0; i < 20; i++) {
            peer.send(LARGE);
        }
        node.settle();
        List<String> received = peer.received();
        assertTrue(received.contains("close 4013"));
        assertTrue(
                received.get(received.size() - 2).endsWith("\"reconnect\":true,\"after\":1000}}"), received::toString);
        assertEquals(0, node.hub.input().used());
    }

    @Test
    void closes_the_largest_holders_among_connections_that_wait_for_a_welcome() {
        ManualNode.Peer small = waiting();
        small.send(LARGE);
        List<ManualNode.Peer> greedy = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ManualNode.Peer peer = waiting();
            greedy.add(peer);
            for (int message = 0; message < 15; message++) {
                peer.send(LARGE);
            }
            node.settle();
            assertTrue(
                    node.hub.input().used() <= INPUT,
                    () -> "Counted: " + node.hub.input().used());
        }
        assertTrue(greedy.stream().anyMatch(peer -> isClosed(peer, 4008)));
        assertFalse(isClosed(small, 4008));
        assertTrue(node.hub.input().exceeded() > 0);
    }

    @Test
    void closes_the_largest_holders_among_connections_that_wait_for_a_token_check() {
        node = node(new Authenticator() {
            @Override
            public boolean isAsking() {
                return true;
            }

            @Override
            public CompletionStage<Identity> identify(String token, String room) {
                return login;
            }
        });
        ManualNode.Peer small = open();
        small.send(CONNECT);
        small.send("{\"method\":\"late\",\"data\":1}");
        List<ManualNode.Peer> greedy = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ManualNode.Peer peer = open();
            greedy.add(peer);
            peer.send(CONNECT);
            for (int message = 0; message < 15; message++) {
                peer.send(LARGE);
            }
            node.settle();
            assertTrue(
                    node.hub.input().used() <= INPUT,
                    () -> "Counted: " + node.hub.input().used());
        }
        assertTrue(greedy.stream().anyMatch(peer -> isClosed(peer, 4008)));
        login.complete(new Identity("li", null, 0, null, null));
        node.settle();
        assertTrue(small.received().stream().anyMatch(text -> text.contains("\"late\"")), "the message was handled");
    }

    @Test
    void counts_tiny_messages_that_wait_for_a_token_check_with_their_full_memory() {
        node = node(new Authenticator() {
            @Override
            public boolean isAsking() {
                return true;
            }

            @Override
            public CompletionStage<Identity> identify(String token, String room) {
                return login;
            }
        });
        ManualNode.Peer peer = open();
        peer.send(CONNECT);
        long before = node.hub.input().used();
        for (int i = 0; i < 1000; i++) {
            peer.send("");
        }
        assertTrue(
                node.hub.input().used() - before >= 60_000,
                () -> "Counted: " + node.hub.input().used());
    }
}
