package dev.roomcast.frames;

import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import org.jspecify.annotations.Nullable;

/**
 * The online players of a room.
 *
 * <p>Thread: the room's serial executor.
 */
final class OnlinePlayers {

    private final FrameRoom room;
    private final FrameSequencer sequencer;

    OnlinePlayers(FrameRoom room, FrameSequencer sequencer) {
        this.room = room;
        this.sequencer = sequencer;
    }

    boolean isAny() {
        for (Member player : room.players()) {
            if (!player.isAway()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether one of them is on this node. */
    boolean isHere() {
        Member player = preferred();
        return player != null && sequencer.serves(player);
    }

    /** Returns an online player, preferably one of this node; null: none is online. */
    @Nullable
    Member preferred() {
        Member other = null;
        for (Member player : room.players()) {
            if (!player.isAway() && sequencer.serves(player)) {
                return player;
            }
            other = other == null && !player.isAway() ? player : other;
        }
        return other;
    }
}
