package dev.roomcast.room;

import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's own rules of one room. A method returns its verdict, or returns null and passes the verdict to
 * {@code later}, once and from any thread. Methods must neither throw nor block.
 *
 * <p>Thread: the room's serial executor.
 */
public interface RoomLogic {

    /** Finds the rules of a room when the room begins. */
    interface Factory {

        /** No room has rules. */
        Factory NONE = (room, type) -> null;

        /** Returns the rules of a room, or null where it has none. */
        @Nullable
        RoomLogic open(String room, RoomType type);
    }

    /**
     * A connection that requests to become a new member.
     *
     * @param user null where the server generates a name
     * @param info null: none
     * @param game the requested and allowed role; null: none
     * @param plain whether it is at level 0
     */
    record Joining(
            @Nullable String user,
            @Nullable RawJson info,
            @Nullable GameRole game,
            boolean plain) {}

    /**
     * A message of a member that is not in the order yet.
     *
     * @param method {@link #TEXT} for a plain text without a method, {@link #BINARY} for a binary message
     * @param data null where absent
     * @param set null where it changes no state
     * @param to the users and clients that alone get it; null: all
     * @param text the whole text of a plain member; null otherwise
     */
    record Message(
            ServerFrames.MemberView sender,
            String method,
            @Nullable RawJson data,
            @Nullable RawJson set,
            @Nullable List<String> to,
            boolean isVolatile,
            @Nullable String text) {

        /** The method of a level 0 text without a method. */
        public static final String TEXT = "$text";

        /** The method of a binary message. */
        public static final String BINARY = "$binary";
    }

    /** Something that happened in a room. */
    enum EventKind {
        OPENED,
        CLOSED,
        JOINED,
        AWAY,
        BACK,
        LEFT,
        RUN_STARTED,
        RUN_ENDED
    }

    /**
     * Something that happened.
     *
     * @param member null where it concerns no member
     * @param reason of a leave or of the end of a run; else null
     * @param run the id of the run; else null
     * @param number the rate of a run that started, the last frame of a run that ended; else 0
     */
    record Event(
            EventKind kind,
            ServerFrames.@Nullable MemberView member,
            @Nullable String reason,
            @Nullable String run,
            long number) {}

    /** How long a verdict may take, in milliseconds. */
    long timeoutMillis();

    /** Whether joins are decided. */
    boolean decidesJoins();

    /** Whether an event is of interest. */
    boolean wants(EventKind kind);

    /** Decides whether a connection becomes a member. */
    LogicVerdict onJoin(RoomSight room, Joining joining, Consumer<LogicVerdict> later);

    /** Decides whether a message is published. */
    LogicVerdict onMessage(RoomSight room, Message message, Consumer<LogicVerdict> later);

    /** Decides what follows from an event. */
    LogicVerdict onEvent(RoomSight room, Event event, Consumer<LogicVerdict> later);

    /** The verdict timed out. */
    void onTimeout(String what);

    /**
     * A reaction of the rules was not carried out.
     *
     * @param what they decided about
     * @param why for a developer
     */
    void onDropped(String what, String why);
}
