package dev.roomcast.room;

import dev.roomcast.protocol.Frame;

/**
 * Hears of what happens in the rooms of this node. A room's line of work calls, so that the news of one room come in
 * their order; the room goes on when the call is over: an observer never waits and never throws.
 */
public interface Observer {

    /** Nobody listens. */
    Observer NONE = new Observer() {};

    /** The room has its first member. */
    default void opened(String room) {}

    /** The last member of the room left. */
    default void closed(String room) {}

    default void joined(String room, Member member) {}

    /** The member lost its connection and may come back. */
    default void away(String room, Member member) {}

    /** A member who was away has a connection again. */
    default void back(String room, Member member) {}

    /** @param reason as the others are told it */
    default void left(String room, Member member, String reason) {}

    /** Whether it wants to hear of publications. */
    default boolean wantsPublications() {
        return false;
    }

    /** Something was published on this node, and has its place in the order. @param publication as level 1 gets it */
    default void published(String room, Frame publication) {}
}
