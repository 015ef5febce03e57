package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import java.util.List;

/**
 * Something that a member says, or the server itself, on its way to the engine.
 *
 * @param outlet of the member; null where the server says it
 * @param member null where the server says it
 * @param frame of a plain member, or binary; null for what is said in level 1's words
 * @param command in level 1's words, or null
 */
public record Draft(Outlet outlet, Member member, Frame frame, Command.Publish command, Receipt receipt) {

    /** Told what became of it, in the room's line of work. */
    interface Receipt {
        /** It is in the order. @param offset 0 for what has none */
        void accepted(Draft draft, long offset);

        /** The engine does not answer. */
        void refused(Draft draft);
    }

    /** What kinds there are. */
    public enum Kind {
        /** A plain member's text, as it came. */
        TEXT,
        /** A publication in level 1's words. */
        PUBLICATION,
        /** For all, and not kept. */
        BINARY,
        /** For all, not kept, and not for those who are slow. */
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

    /** By which it is known when it is said again; 0: by none. */
    public long id() {
        return command == null ? 0 : command.id();
    }

    /** Its part of the frame: who says it. */
    public byte[] signature() {
        return member == null ? Frames.SERVER : member.signature();
    }

    /** What is said in level 1's words, without its place and its time. */
    public byte[] beginning() {
        return Frames.beginning(command.method(), command.data(), signature());
    }

    /** It is in the order. @param offset 0 for what has none */
    public void accepted(long offset) {
        receipt.accepted(this, offset);
    }

    /** The engine does not answer. */
    public void refused() {
        receipt.refused(this);
    }
}
