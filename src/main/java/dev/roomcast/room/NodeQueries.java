package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Queries of operators to one node, or to all nodes that share their rooms. */
public interface NodeQueries {

    /** The maximum number of a user's memberships that a node returns. */
    int MAX_SEATS = 1000;

    /**
     * Returns rooms in the order of their names, without their members. The cost depends on {@code limit} only.
     *
     * @param prefix the prefix of the names
     * @param after the name before the first result; empty: from the beginning
     * @param limit the maximum number of rooms
     * @return fails with {@link EngineUnavailableException} unless every node answers
     */
    CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit);

    /**
     * Closes every connection of a user, in all rooms.
     *
     * @return the number of closed connections; fails with {@link EngineUnavailableException} unless every node
     *     answers, although some may be closed
     */
    CompletionStage<Integer> disconnect(String user);

    /**
     * Sends a frame over every connection of a user, in all rooms.
     *
     * @return the number of connections; fails with {@link EngineUnavailableException} unless every node answers,
     *     although some connections may have received the frame
     */
    default CompletionStage<Integer> send(String user, Frame frame) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Counts the connections of a user.
     *
     * @return their number on the nodes that limit it; fails with {@link EngineUnavailableException} unless every node
     *     answers
     */
    default CompletionStage<Integer> connections(String user) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Collects a report of each node.
     *
     * @return one JSON object for each node, in any order; fails with {@link EngineUnavailableException} unless every
     *     node answers
     */
    default CompletionStage<List<String>> reports() {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Queries every node about a topic.
     *
     * @param topic a topic for which each node has an {@link Answerer}
     * @return the answers of all nodes; fails with {@link EngineUnavailableException} unless every node answers
     */
    default CompletionStage<List<String>> query(String topic, String question) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /** Answers the queries about one topic for this node. Thread: any. */
    interface Answerer {
        CompletionStage<String> answer(String question);
    }

    /**
     * Finds the memberships of a user in all rooms of all nodes.
     *
     * @return the memberships in the order of the rooms, at most {@link #MAX_SEATS} of a node; fails with {@link
     *     EngineUnavailableException} unless every node answers
     */
    default CompletionStage<List<UserMembership>> membershipsOf(String user) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }
}
