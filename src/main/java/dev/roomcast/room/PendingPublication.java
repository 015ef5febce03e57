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
 * @param subscriber the sender's connection; null for the server
 * @param member the sender; null for the server
 * @param frame a level 0 text or a binary message; null for a level 1 publication
 * @param command the level 1 command; null for a level 0 text or a binary message
 * @param state the change of the shared state; null: none
 * @param key the idempotency key of the server, unique in the room; null: none
 */
public record PendingPublication(
        @Nullable Subscriber subscriber,
        @Nullable Member member,
        @Nullable Frame frame,
        Command.@Nullable Publish command,
        @Nullable StateUpdate state,
        @Nullable Listener listener,
        @Nullable String key) {

    /** Creates a publication without a state change. */
    PendingPublication(
            Subscriber subscriber, Member member, Frame frame, Command.@Nullable Publish command, Listener listener) {
        this(subscriber, member, frame, command, null, listener, null);
    }

    /** Creates a publication that may change the state. */
    PendingPublication(
            Subscriber subscriber,
            Member member,
            @Nullable Frame frame,
            Command.@Nullable Publish command,
            @Nullable StateUpdate state,
            Listener listener) {
        this(subscriber, member, frame, command, state, listener, null);
    }

    /** Creates a publication of the server whose caller receives the result in another way. */
    public static PendingPublication ofServer(Command.Publish command, StateUpdate update, String key) {
        return new PendingPublication(null, null, null, command, update, null, key);
    }

    /** Receives the result. Thread: the room's serial executor. */
    interface Listener {
        /**
         * The publication was accepted.
         *
         * @param offset its offset; 0: it has none
         */
        void onAccepted(PendingPublication publication, long offset);

        /** The engine does not answer. */
        void onRefused(PendingPublication publication);

        /** The engine refuses the change of the shared state. */
        void onRefused(PendingPublication publication, StateRefusal refusal);
    }

    /** The kinds of publications. */
    public enum Kind {
        /** A level 0 text, unchanged. */
        TEXT,
        /** A level 1 publication. */
        PUBLICATION,
        /** A binary message to all members; not retained. */
        BINARY,
        /** For all members except slow ones; not retained. */
        VOLATILE,
        /** A message to some members. */
        DIRECT
    }

    public Kind kind() {
        if (frame != null) {
            return frame.isText() ? Kind.TEXT : Kind.BINARY;
        }
        return command.to() != null ? Kind.DIRECT : command.isVolatile() ? Kind.VOLATILE : Kind.PUBLICATION;
    }

    /** Returns the estimated memory of the publication, in bytes. */
    public int size() {
        if (frame != null) {
            return frame.payloadLength();
        }
        List<String> to = command.to() == null ? List.of() : command.to();
        return command.size() + to.stream().mapToInt(String::length).sum();
    }

    /** Returns the id that the member assigned; 0: none. */
    public long id() {
        return command == null ? 0 : command.id();
    }

    /** Returns the id by which an engine detects a repetition; null: none. */
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

    /** Returns the change of the shared state as members see it; null: none. */
    public @Nullable RawJson set() {
        return state == null ? null : state.change().encoded();
    }

    /**
     * Records that the publication was accepted.
     *
     * @param offset its offset; 0: it has none
     */
    public void accepted(long offset) {
        listener.onAccepted(this, offset);
    }

    /** Records that the engine does not answer. */
    public void refused() {
        listener.onRefused(this);
    }

    /** Records that the engine refuses the change of the shared state. */
    public void refused(StateRefusal refusal) {
        listener.onRefused(this, refusal);
    }
}
