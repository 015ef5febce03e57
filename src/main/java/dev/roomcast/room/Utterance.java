package dev.roomcast.room;

import dev.roomcast.protocol.Frame;

/**
 * Something said in a room, ready to be written.
 *
 * @param plain as level 0 hears it, or null: not at all
 * @param rich as level 1 hears it, or null: not at all
 * @param only the one whom it is for, or null: everyone
 * @param except the one who does not want it, or null
 * @param isVolatile whether it may be dropped for a slow member
 */
public record Utterance(Frame plain, Frame rich, Outlet only, Outlet except, boolean isVolatile) {

    static Utterance toAll(Frame plain, Frame rich, Outlet except) {
        return new Utterance(plain, rich, null, except, false);
    }

    static Utterance volatileToAll(Frame frame) {
        return new Utterance(frame, frame, null, null, true);
    }

    static Utterance toLevel1(Frame rich) {
        return new Utterance(null, rich, null, null, false);
    }

    static Utterance to(Outlet only, Frame frame) {
        return to(only, frame, false);
    }

    static Utterance to(Outlet only, Frame frame, boolean isVolatile) {
        return new Utterance(frame, frame, only, null, isVolatile);
    }

    /** Whether this one, who is in the room, is to hear it. */
    public boolean isFor(Outlet outlet) {
        return only == null ? outlet != except : outlet == only;
    }

    /** The frame for a level, or null. */
    public Frame frame(boolean isPlain) {
        return isPlain ? plain : rich;
    }

    /** Bytes that it holds while it waits. */
    public int size() {
        return Math.max(plain == null ? 0 : plain.length(), rich == null ? 0 : rich.length());
    }
}
