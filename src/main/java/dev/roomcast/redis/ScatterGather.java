package dev.roomcast.redis;

import dev.roomcast.room.EngineUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A question to all nodes, which collects their answers. Thread: any. */
final class ScatterGather {

    private final CompletableFuture<List<String>> all = new CompletableFuture<>();
    private final Map<String, String> replies = new HashMap<>();
    private int count = Integer.MAX_VALUE;
    private Set<String> nodes = Set.of();

    /** Returns the answers of all nodes; fails with {@link EngineUnavailableException} unless every node answers. */
    CompletionStage<List<String>> replies() {
        return all;
    }

    /**
     * Records that the question was sent.
     *
     * @param nodes the nodes that have to answer
     * @param count the minimum number of answers
     */
    synchronized void onSent(Set<String> nodes, int count) {
        this.nodes = nodes;
        this.count = count;
        completeIfWhole();
    }

    synchronized void onReply(String node, String answer) {
        replies.put(node, answer);
        completeIfWhole();
    }

    private void completeIfWhole() {
        if (replies.size() >= count && replies.keySet().containsAll(nodes)) {
            all.complete(List.copyOf(replies.values()));
        }
    }

    /** Fails the query, because answers are missing. */
    void end() {
        all.completeExceptionally(new EngineUnavailableException());
    }
}
