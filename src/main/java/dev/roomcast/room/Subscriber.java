package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.RawJson;
import org.jspecify.annotations.Nullable;

/** A connection, as its room sees it. */
public interface Subscriber {

    /** Returns whether it is at level 0, which receives the messages of members and no frames of the server. */
    boolean isPlain();

    /** Whether it wants its own publications at level 0 and its own binary messages. */
    boolean wantsEcho();

    /** Returns the user; null where the server generates a name. */
    @Nullable
    String user();

    /** Returns the proven info that others see; null: as the client states it. */
    @Nullable
    RawJson info();

    /** Its rights in this room. */
    Rights rights();

    /**
     * The skill that its token states. Thread: any.
     *
     * @return null where it states none
     */
    default @Nullable Double skill() {
        return null;
    }

    /** Sends an error for a malformed request; too many close the connection. Thread: any. */
    void badRequest(BadFrameException bad);

    /** The rate of the member; the room passes it on from one connection of a member to the next. */
    @Nullable
    MemberRateLimiter rate();

    /** From now on this is what the member may send. */
    void rate(MemberRateLimiter rate);

    /** Ends the connection. Any thread may call. */
    void disconnect(Disconnect disconnect);

    /** Returns its member, or null. Thread: the room's serial executor. */
    @Nullable
    Member member();

    /** Sets its member; null: none. Thread: the room's serial executor. */
    void member(@Nullable Member member);

    /** The large answer that is on its way to it; null: none. Thread: any. */
    LargeAnswers.@Nullable Answer answer();

    /** Sets the large answer that is on its way to it. Thread: any. */
    void answer(LargeAnswers.@Nullable Answer answer);

    /**
     * Counts the memory of its messages that the room holds until it is a member. Thread: the room's serial executor.
     *
     * @param bytes all that is held now; 0: nothing
     */
    void held(long bytes);

    /** Whether its member is a player or a watcher. Thread: any. */
    boolean isInGame();
}
