package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** A node whose moderator the test controls. */
abstract class ModeratedNode {

    final SlowScreen slow = new SlowScreen();
    ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, Authenticator.ANONYMOUS, slow);

    /** A moderator that answers at the test's request, in the order of questions. */
    static final class SlowScreen implements Moderator {
        boolean passesNames = true;
        final List<String> texts = new ArrayList<>();
        final List<RawJson> sets = new ArrayList<>();
        final List<String> users = new ArrayList<>();
        final List<CompletableFuture<Verdict>> answers = new ArrayList<>();

        @Override
        public boolean covers(String method) {
            return Set.of("chat", "$text", "$info").contains(method);
        }

        @Override
        public CompletionStage<Verdict> check(ModerationRequest request) {
            if (passesNames
                    && request.method().equals("$info")
                    && request.data().toString().startsWith("\"")) {
                return Verdict.PASSES.now();
            }
            texts.add(request.text());
            sets.add(request.set());
            users.add(request.user());
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        void answer(int which, Verdict verdict) {
            answers.get(which).complete(verdict);
        }
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    static ManualNode words(String word, Set<String> methods) {
        return new ManualNode(
                ManualNode.LIMITS,
                ManualNode.TYPE,
                1,
                Authenticator.ANONYMOUS,
                new WordListModerator(methods, List.of(word)));
    }

    ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    /** Returns the data of the received publications. */
    static List<String> data(ManualNode.Peer peer) {
        return peer.received().stream().map(ModeratorTest::data).toList();
    }

    static String data(String text) {
        return text.replaceAll("^\\{\"method\":\"[a-z]+\",\"data\":(.*),\"user\":.*$", "$1");
    }
}
