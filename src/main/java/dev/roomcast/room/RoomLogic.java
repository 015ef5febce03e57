package dev.roomcast.room;

import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's rules of one room. A method returns its verdict, or returns null and passes the verdict to {@code
 * later}, once and from any thread. Methods must neither throw nor block.
 *
 * <p>Thread: the room's serial executor.
 */
public interface RoomLogic {

    /** Creates the rules of a room when the room begins. */
    interface Factory {

        /** Provides no rules. */
        Factory NONE = (room, type) -> null;

        /** Returns the rules of a room; null: the room has none. */
        @Nullable
        RoomLogic open(String room, RoomType type);
    }

    /**
     * A connection's request to become a new member.
     *
     * @param user the user; null: the server generates a name
     * @param info the info; null: none
     * @param game the requested and permitted role; null: none
     * @param plain whether the connection is at level 0
     */
    record Joining(
            @Nullable String user,
            @Nullable RawJson info,
            @Nullable GameRole game,
            boolean plain) {}

    /**
     * A member's message before it is published.
     *
     * @param method the method; {@link #TEXT} for a level 0 text without a method, {@link #BINARY} for a binary message
     * @param data the data; null: absent
     * @param set the change of the shared state; null: none
     * @param to the users and clients that receive it; null: all
     * @param text the complete level 0 text; null: another message
     */
    record Message(
            ServerFrames.MemberView sender,
            String method,
            @Nullable RawJson data,
            @Nullable RawJson set,
            @Nullable List<String> to,
            boolean isVolatile,
            @Nullable String text) {

        /** The method name for a level 0 text without a method. */
        public static final String TEXT = "$text";

        /** The method name for a binary message. */
        public static final String BINARY = "$binary";
    }

    /** The kinds of events in a room. */
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
     * An event in a room.
     *
     * @param member the affected member; null: none
     * @param reason the reason of a leave or of the end of a run; null for other events
     * @param run the id of the run; null for other events
     * @param number the rate of a run that started, or the last frame of a run that ended; otherwise 0
     */
    record Event(
            EventKind kind,
            ServerFrames.@Nullable MemberView member,
            @Nullable String reason,
            @Nullable String run,
            long number) {}

    /** Returns the time limit for a verdict, in milliseconds. */
    long timeoutMillis();

    /** Returns whether the rules decide joins. */
    boolean decidesJoins();

    /** Returns whether the rules react to an event. */
    boolean wants(EventKind kind);

    /** Decides whether a connection becomes a member. */
    LogicVerdict onJoin(RoomSight room, Joining joining, Consumer<LogicVerdict> later);

    /** Decides whether a message is published. */
    LogicVerdict onMessage(RoomSight room, Message message, Consumer<LogicVerdict> later);

    /** Decides the reaction to an event. */
    LogicVerdict onEvent(RoomSight room, Event event, Consumer<LogicVerdict> later);

    /** A verdict timed out. @param what the name of the decision, for a log */
    void onTimeout(String what);

    /**
     * A reaction of the rules was dropped.
     *
     * @param what the name of the decision, for a log
     * @param why the reason, for a developer
     */
    void onDropped(String what, String why);
}
