package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/**
 * Assigns the order of publications and owns the membership of rooms, either on this node or in a store that nodes
 * share.
 */
public interface Engine {

    /** Creates the sequencer of a room that begins on this node. */
    Sequencer open(Replica room);

    /**
     * Starts to answer the queries of all nodes that share the rooms.
     *
     * @return the queries to all nodes; they fail with {@link EngineUnavailableException} unless every node answers
     */
    default NodeQueries join(NodeQueries here) {
        return here;
    }

    /** Returns whether other nodes share the rooms. */
    default boolean isShared() {
        return false;
    }

    /** Returns the operations on rooms without a replica on this node; null: every room is on this node. */
    default @Nullable SharedRooms sharedRooms() {
        return null;
    }

    /** Returns a description of the engine's problem for operators, without secrets; null: none. */
    default @Nullable String problem() {
        return null;
    }

    /** Returns whether the engine answers. While it does not, connections stay open, but nothing can be published. */
    default boolean isAvailable() {
        return true;
    }

    /** Stops the engine at the end of the node. */
    default void stop() {}
}
