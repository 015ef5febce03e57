package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Receives the events of rooms on this node, in order per room. Implementations must neither block nor throw. Thread: the
 * room's serial executor.
 */
public interface RoomListener {

    /** Ignores all events. */
    RoomListener NONE = new RoomListener() {};

    /** The node starts or stops: earlier events about its rooms are void. */
    default void nodeReset() {}

    /**
     * Delivers pending events.
     *
     * @return completes when all events are delivered or dropped
     */
    default CompletionStage<Void> finish() {
        return CompletableFuture.completedFuture(null);
    }

    /** The room has its first member. */
    default void opened(String room) {}

    /** The last member of the room left. */
    default void closed(String room) {}

    default void joined(String room, Member member) {}

    /** The member lost its connection and may return. */
    default void away(String room, Member member) {}

    /** A member who was away has a connection again. */
    default void back(String room, Member member) {}

    /** @param reason the reason as members receive it */
    default void left(String room, Member member, String reason) {}

    /** Returns whether the listener needs publications. */
    default boolean wantsPublications() {
        return false;
    }

    /**
     * A publication was made on this node and accepted.
     *
     * @param publication the publication in level 1 form
     */
    default void published(String room, Frame publication) {}

    /** A run has started. @param players the number of its players */
    default void runStarted(String room, String run, int rate, int players) {}

    /** A run has ended. @param frame the number of its last frame */
    default void runEnded(String room, String run, long frame, String reason) {}

    /**
     * A match was made. Thread: any.
     *
     * @param room the room of the match
     * @param prefix the mode, which is the prefix of the room's name
     * @param lineUp the players with their teams: {@code {"players":[…]}}
     */
    default void matchMade(String room, String prefix, RawJson lineUp) {}
}
