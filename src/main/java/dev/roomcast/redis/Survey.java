package dev.roomcast.redis;

import dev.roomcast.room.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A question that was put to all nodes, and their answers as they come. Any thread may call. */
final class Survey {

    private final CompletableFuture<List<String>> all = new CompletableFuture<>();
    private final List<String> answers = new ArrayList<>();
    private int asked = Integer.MAX_VALUE;

    /** The answers of all nodes; fails with {@link Unavailable} if one does not answer. */
    CompletionStage<List<String>> answers() {
        return all;
    }

    /** So many nodes have heard it; none: not even this one listens now. */
    synchronized void asked(int nodes) {
        if (nodes == 0) {
            end();
        }
        asked = nodes;
        look();
    }

    synchronized void answered(String answer) {
        answers.add(answer);
        look();
    }

    private void look() {
        if (answers.size() >= asked) {
            all.complete(List.copyOf(answers));
        }
    }

    /** Nobody waits any longer. */
    void end() {
        all.completeExceptionally(new Unavailable());
    }
}
