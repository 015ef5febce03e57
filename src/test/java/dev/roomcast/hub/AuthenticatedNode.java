package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Rights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** A node whose authenticator accepts the tokens of the test. */
abstract class AuthenticatedNode {

    static final long HOUR = 3_600_000;

    final Issuer issuer = new Issuer();
    ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);

    /** Accepts some tokens, and delays the answer for some of them until the test's request. */
    static final class Issuer implements Authenticator {
        final Map<String, CompletableFuture<Identity>> known = new HashMap<>();

        @Override
        public boolean isAsking() {
            return true;
        }

        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return known.getOrDefault(
                    token, Authenticator.refused(CloseCode.INVALID_TOKEN).toCompletableFuture());
        }

        void knows(String token, Identity identity) {
            known.put(token, CompletableFuture.completedFuture(identity));
        }
    }

    Identity user(String name) {
        return new Identity(name, null, node.clock.epochMillis() + HOUR, null, null);
    }

    Identity user(String name, String... rights) {
        return new Identity(name, null, node.clock.epochMillis() + HOUR, Rights.of(List.of(rights)), null);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    ManualNode.Peer plainWith(String token) {
        issuer.known.computeIfAbsent(token, name -> CompletableFuture.completedFuture(user("u")));
        ManualNode.Peer peer = node.bringing(token, "r1", true);
        node.settle();
        return peer;
    }

    ManualNode.Peer connected(String token) {
        ManualNode.Peer peer = node.bringing(token, "r1", false);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.received();
        return peer;
    }

    String last(ManualNode.Peer peer) {
        node.settle();
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
