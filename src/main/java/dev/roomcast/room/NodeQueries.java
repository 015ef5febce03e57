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
     * Rooms in the order of their names, without their members. It costs what it shows, however many there are.
     *
     * @param prefix of the names
     * @param after the name before the first, or an empty one
     * @param limit how many at most
     * @return fails with {@link EngineUnavailableException} where not every node answers
     */
    CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit);

    /**
     * Closes every connection of a user, whatever its room.
     *
     * @return how many it were; fails with {@link EngineUnavailableException} where not every node answers: some may be closed then
     */
    CompletionStage<Integer> disconnect(String user);

    /**
     * Sends a frame over every connection of a user, whatever its room.
     *
     * @return how many it were; fails with {@link EngineUnavailableException} where not every node answers: some may have
     *     it then
     */
    default CompletionStage<Integer> send(String user, Frame frame) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Counts the connections of a user.
     *
     * @return their number, as far as nodes have a bound for it; fails with {@link EngineUnavailableException} where not
     *     every node answers
     */
    default CompletionStage<Integer> connections(String user) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Collects a report of each node.
     *
     * @return one JSON object for each node, in no order; fails with {@link EngineUnavailableException} unless every node
     *     answers
     */
    default CompletionStage<List<String>> reports() {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /**
     * Queries every node about a topic.
     *
     * @param topic for which each node has a {@link Answerer}
     * @return the answers of all nodes; fails with {@link EngineUnavailableException} unless every node answers
     */
    default CompletionStage<List<String>> query(String topic, String question) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }

    /** Answers the questions about one topic for this node. Thread: any. */
    interface Answerer {
        CompletionStage<String> answer(String question);
    }

    /**
     * Finds the memberships of a user in all rooms of all nodes.
     *
     * @return in the order of the rooms, at most {@link #MAX_SEATS} of a node; fails with
     *     {@link EngineUnavailableException} unless every node answers
     */
    default CompletionStage<List<UserMembership>> membershipsOf(String user) {
        return CompletableFuture.failedFuture(new EngineUnavailableException());
    }
}
