package dev.roomcast.room;

/** Where the order of rooms is made, and where it is kept who has a seat: in this node, or in what many nodes share. */
public interface Engine {

    /** A room begins on this node. */
    Channel open(Replica room);

    /**
     * From now on this node answers what is asked of all nodes that share the rooms.
     *
     * @return all of them; what is asked fails with {@link Unavailable} where not every one answers
     */
    default Node join(Node here) {
        return here;
    }

    /** Whether other nodes have the same rooms. */
    default boolean isShared() {
        return false;
    }

    /** Whether it answers. While it does not, connections stay and nothing can be published. */
    default boolean isAvailable() {
        return true;
    }

    /** The node ends. */
    default void stop() {}
}
