package dev.roomcast.room;

/** Where the order of rooms is made, and where it is kept who has a seat: in this node, or in what many nodes share. */
public interface Engine {

    /** A room begins on this node. */
    Channel open(Replica room);

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
