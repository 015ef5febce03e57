package dev.roomcast.room;

import dev.roomcast.protocol.RawJson;

/**
 * A room's way to its engine. What goes in comes out at the {@link Replica} of every node that has the room, in one
 * order that is the same for all; with the engine in memory it has come out before the call returns. The room's line of
 * work calls, and all that comes out comes out in it.
 */
public interface Channel {

    /** The room can be told of what happens from now on. */
    default void open() {}

    /**
     * Waits until this node knows the room as it is.
     *
     * @param known told whether it does
     */
    default void whenKnown(Receipt known) {
        known.settled(true);
    }

    /** Somebody wants a seat, a new one or the one that was his: {@link Replica#seated} or {@link Replica#resumed}. */
    void enter(Entry entry);

    /** The member's connection is gone; it may come back: {@link Replica#away}. */
    void away(Member member);

    /**
     * The member has lost its seat: {@link Replica#left}.
     *
     * @param goodbye how its connection is closed, wherever that is; null: it is closed already
     */
    void leave(Member member, String reason, Goodbye goodbye);

    /** The member's linger time is over: {@link Replica#left}, unless it is back. */
    void expire(Member member);

    /**
     * The member shows other info: {@link Replica#info}.
     *
     * @param done told whether it is so
     */
    void info(Member member, RawJson info, Receipt done);

    /** Somebody says something; then {@link Draft#accepted} or {@link Draft#refused}. */
    void publish(Draft draft);

    /** Everybody is to be sent away, and nothing kept: {@link Replica#ended}. */
    void end();

    /**
     * Whether the engine may have done something of which it has not told: the room is not let go until that is known,
     * for nobody else would put it right.
     */
    default boolean isInDoubt() {
        return false;
    }

    /** The room is no longer on this node. */
    default void close() {}

    /** Told what became of a request. */
    interface Receipt {
        /** @param done false: the engine does not answer */
        void settled(boolean done);
    }
}
