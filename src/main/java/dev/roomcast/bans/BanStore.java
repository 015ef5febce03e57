package dev.roomcast.bans;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores the ban list of all nodes that share their rooms, and applies changes to the {@link BanList} of each node. */
public interface BanStore {

    /**
     * Writes an entry.
     *
     * @return done when every node will learn of it, and this one has; fails where that is unknown, or with
     *     {@link BanListFullException}
     */
    CompletionStage<Void> put(Ban ban);

    /** The node ends. */
    default void stop() {}

    /** Returns the store of a node by itself. */
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
