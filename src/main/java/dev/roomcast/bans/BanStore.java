package dev.roomcast.bans;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores the ban list of all nodes that share their rooms, and applies changes to the {@link BanList} of each node. */
public interface BanStore {

    /**
     * Writes an entry.
     *
     * @return completes when this node has the entry and every other node will receive it; fails if that is unknown, or
     *     with {@link BanListFullException}
     */
    CompletionStage<Void> put(Ban ban);

    /**
     * Reads the changes that other nodes have stored.
     *
     * @return completes when the {@link BanList} has all entries that were stored before the call; fails if that is
     *     unknown
     */
    default CompletionStage<Void> refresh() {
        return CompletableFuture.completedFuture(null);
    }

    /** Stops the store at the end of the node. */
    default void stop() {}

    /** Returns the store of a single node. */
    static BanStore inMemory(BanList list) {
        return ban -> {
            if (!list.hasPlaceFor(ban)) {
                return CompletableFuture.failedFuture(new BanListFullException());
            }
            list.apply(ban);
            return CompletableFuture.completedFuture(null);
        };
    }
}
