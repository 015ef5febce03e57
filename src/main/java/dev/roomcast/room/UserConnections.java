package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The connections of this node by their users. Any thread may call. */
public interface UserConnections {

    /**
     * Closes every connection of a user, whatever its room.
     *
     * @return how many it were
     */
    CompletionStage<Integer> disconnect(String user);

    /** Returns how many connections a user has, where they are counted: where they have a bound. */
    default int connections(String user) {
        return 0;
    }

    /**
     * Sends a frame over every connection of a user that is in its room, outside of the order of the room.
     *
     * @return how many it were
     */
    default CompletionStage<Integer> send(String user, Frame frame) {
        return CompletableFuture.completedFuture(0);
    }
}
