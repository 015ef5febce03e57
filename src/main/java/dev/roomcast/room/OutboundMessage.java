package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A message of a room, ready to be written.
 *
 * @param level0 the frame for level 0; null: none
 * @param level1 the frame for level 1; null: none
 * @param only the only recipient; null: all members
 * @param except the excluded sender, which wants no echo; null: none
 * @param isVolatile whether a slow member may miss it
 * @param isGame whether it is for players and watchers only
 */
public record OutboundMessage(
        @Nullable Frame level0,
        @Nullable Frame level1,
        @Nullable Subscriber only,
        @Nullable Subscriber except,
        boolean isVolatile,
        boolean isGame) {

    private OutboundMessage(
            @Nullable Frame level0,
            Frame level1,
            @Nullable Subscriber only,
            @Nullable Subscriber except,
            boolean isVolatile) {
        this(level0, level1, only, except, isVolatile, false);
    }

    static OutboundMessage toGame(Frame level1, boolean isVolatile) {
        return new OutboundMessage(null, level1, null, null, isVolatile, true);
    }

    static OutboundMessage toAll(Frame plain, Frame level1, @Nullable Subscriber except) {
        return new OutboundMessage(plain, level1, null, except, false);
    }

    static OutboundMessage volatileToAll(Frame frame) {
        return new OutboundMessage(frame, frame, null, null, true);
    }

    static OutboundMessage toLevel1(Frame level1) {
        return new OutboundMessage(null, level1, null, null, false);
    }

    static OutboundMessage to(Subscriber only, Frame frame) {
        return to(only, frame, false);
    }

    static OutboundMessage to(Subscriber only, Frame frame, boolean isVolatile) {
        return new OutboundMessage(frame, frame, only, null, isVolatile);
    }

    /** Returns whether a member of the room is a recipient. */
    public boolean isFor(Subscriber subscriber) {
        return only != null ? subscriber == only : subscriber != except && (!isGame || subscriber.isInGame());
    }

    /** Returns the frame for a level; null: none. */
    public @Nullable Frame frame(boolean isPlain) {
        return isPlain ? level0 : level1;
    }

    /** Returns the memory of the message while it is pending, in bytes. */
    public int size() {
        return Math.max(level0 == null ? 0 : level0.length(), level1 == null ? 0 : level1.length());
    }
}
