package dev.roomcast.room;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A node as an operator asks it, or all nodes that share their rooms, as if they were one. */
public interface Node {

    /**
     * Rooms in the order of their names, without their members. It costs what it shows, however many there are.
     *
     * @param prefix of the names
     * @param after the name before the first, or an empty one
     * @param limit how many at most
     * @return fails with {@link Unavailable} where not every node answers
     */
    CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit);

    /**
     * Closes every connection of a user, whatever its room.
     *
     * @return how many it were; fails with {@link Unavailable} where not every node answers: some may be closed then
     */
    CompletionStage<Integer> disconnect(String user);
}
