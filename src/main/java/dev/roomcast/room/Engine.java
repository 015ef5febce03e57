package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/** Assigns the order of publications and owns the membership of rooms: in this node, or in a store that nodes share. */
public interface Engine {

    /** A room begins on this node. */
    Sequencer open(Replica room);

    /**
     * Answers queries of all nodes that share the rooms from now on.
     *
     * @return the queries to all nodes; they fail with {@link EngineUnavailableException} unless every node answers
     */
    default NodeQueries join(NodeQueries here) {
        return here;
    }

    /** Whether other nodes have the same rooms. */
    default boolean isShared() {
        return false;
    }

    /** Operations on rooms of which this node needs no replica; null: every room is on this node. */
    default @Nullable SharedRooms sharedRooms() {
        return null;
    }

    /** The problem of the engine, in words for operators and without secrets; null: none. */
    default @Nullable String problem() {
        return null;
    }

    /** Whether it answers. While it does not, connections stay and nothing can be published. */
    default boolean isAvailable() {
        return true;
    }

    /** The node ends. */
    default void stop() {}
}
