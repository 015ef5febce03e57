package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A publication of a member or the server that the engine has not acknowledged yet.
 *
 * @param subscriber of the member; null for the server
 * @param member null for the server
 * @param frame a level 0 text or a binary message; null for a level 1 publication
 * @param command of level 1, or null
 * @param state its change of the shared state; null: none
 * @param key under which the server publishes once in a room; null: every time
 */
public record PendingPublication(
        @Nullable Subscriber subscriber,
        @Nullable Member member,
        @Nullable Frame frame,
        Command.@Nullable Publish command,
        @Nullable StateUpdate state,
        @Nullable Listener listener,
        @Nullable String key) {

    /** One that changes no state. */
    PendingPublication(
            Subscriber subscriber, Member member, Frame frame, Command.@Nullable Publish command, Listener listener) {
        this(subscriber, member, frame, command, null, listener, null);
    }

    /** One that may change the state. */
    PendingPublication(
            Subscriber subscriber,
            Member member,
            @Nullable Frame frame,
            Command.@Nullable Publish command,
            @Nullable StateUpdate state,
            Listener listener) {
        this(subscriber, member, frame, command, state, listener, null);
    }

    /** The server publishes, and the caller learns the result in another way. */
    public static PendingPublication ofServer(Command.Publish command, StateUpdate update, String key) {
        return new PendingPublication(null, null, null, command, update, null, key);
    }

    /** Receives the result. Thread: the room's serial executor. */
    interface Listener {
        /**
         * The publication has its offset.
         *
         * @param offset 0 for what has none
         */
        void onAccepted(PendingPublication publication, long offset);

        /** The engine does not answer. */
        void onRefused(PendingPublication publication);

        /** The engine does not take its change of the shared state. */
        void onRefused(PendingPublication publication, StateRefusal refusal);
    }

    /** The kinds of publications. */
    public enum Kind {
        /** A level 0 text, unchanged. */
        TEXT,
        /** A publication in level 1's words. */
        PUBLICATION,
        /** For all, and not kept. */
        BINARY,
        /** For all members except slow ones; not retained. */
        VOLATILE,
        /** For some. */
        DIRECT
    }

    public Kind kind() {
        if (frame != null) {
            return frame.isText() ? Kind.TEXT : Kind.BINARY;
        }
        return command.to() != null ? Kind.DIRECT : command.isVolatile() ? Kind.VOLATILE : Kind.PUBLICATION;
    }

    /** About what it takes to keep it, in bytes. */
    public int size() {
        if (frame != null) {
            return frame.payloadLength();
        }
        List<String> to = command.to() == null ? List.of() : command.to();
        return command.size() + to.stream().mapToInt(String::length).sum();
    }

    /** The id that its member gave it; 0: none. */
    public long id() {
        return command == null ? 0 : command.id();
    }

    /** By what an engine recognises that it was published before; null: by nothing. */
    public @Nullable String idempotencyId() {
        return id() != 0 && member != null ? Long.toString(id()) : key;
    }

    /** Returns the encoded sender fields. */
    public byte[] sender() {
        return member == null ? PublicationFrames.SERVER : member.sender();
    }

    /** Returns the level 1 publication without offset and time. */
    public byte[] body() {
        return PublicationFrames.body(command.method(), command.data(), set(), sender());
    }

    /** Its change of the shared state as members see it; null: none. */
    public @Nullable RawJson set() {
        return state == null ? null : state.change().encoded();
    }

    /**
     * The publication has its offset.
     *
     * @param offset 0 for what has none
     */
    public void accepted(long offset) {
        listener.onAccepted(this, offset);
    }

    /** The engine does not answer. */
    public void refused() {
        listener.onRefused(this);
    }

    /** The engine does not take its change of the shared state. */
    public void refused(StateRefusal refusal) {
        listener.onRefused(this, refusal);
    }
}
