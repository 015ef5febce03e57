package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.RawJson;
import org.jspecify.annotations.Nullable;

/** The view that a room has of a connection. */
public interface Subscriber {

    /** Returns whether the connection is at level 0, which receives messages of members but no server frames. */
    boolean isPlain();

    /** Returns whether the connection wants its own level 0 publications and its own binary messages. */
    boolean wantsEcho();

    /** Returns the user; null: the server generates a name. */
    @Nullable
    String user();

    /** Returns the proven info that other members see; null: the client states it. */
    @Nullable
    RawJson info();

    /** Returns the rights in this room. */
    Rights rights();

    /**
     * Returns the skill that the token states. Thread: any.
     *
     * @return the skill; null: none
     */
    default @Nullable Double skill() {
        return null;
    }

    /** Sends an error for a malformed request; too many close the connection. Thread: any. */
    void badRequest(BadFrameException bad);

    /** Returns the rate of the member; the room passes it from one connection of a member to the next. */
    @Nullable
    MemberRateLimiter rate();

    /** Sets the rate of the member. */
    void rate(MemberRateLimiter rate);

    /** Ends the connection. Thread: any. */
    void disconnect(Disconnect disconnect);

    /** Returns the member; null: none. Thread: the room's serial executor. */
    @Nullable
    Member member();

    /** Sets the member; null: none. Thread: the room's serial executor. */
    void member(@Nullable Member member);

    /** Returns the pending large answer to the connection; null: none. Thread: any. */
    LargeAnswers.@Nullable Answer answer();

    /** Sets the pending large answer to the connection; null: none. Thread: any. */
    void answer(LargeAnswers.@Nullable Answer answer);

    /**
     * Counts the memory of messages that the room queues until the connection is a member. Thread: the room's serial
     * executor.
     *
     * @param bytes the total number of queued bytes; 0: none
     */
    void held(long bytes);

    /** Returns whether the member is a player or a watcher. Thread: any. */
    boolean isInGame();
}
