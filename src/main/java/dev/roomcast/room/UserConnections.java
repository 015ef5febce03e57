package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The connections of this node by user. Thread: any. */
public interface UserConnections {

    /**
     * Closes every connection of a user, in all rooms.
     *
     * @return the number of closed connections
     */
    CompletionStage<Integer> disconnect(String user);

    /** Returns the number of a user's connections; 0 unless a limit requires counting. */
    default int connections(String user) {
        return 0;
    }

    /**
     * Sends a frame over every connection of a user that has joined its room, outside the order of the room.
     *
     * @return the number of connections
     */
    default CompletionStage<Integer> send(String user, Frame frame) {
        return CompletableFuture.completedFuture(0);
    }
}
