package dev.roomcast.frames;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run after its last frame, as its sequencer passes it on.
 *
 * @param rate frames per second, also after the end
 * @param seed an unsigned integer of 32 bits
 * @param timeMillis when frame 0 was due, in milliseconds since 1970
 * @param startedMillis when the run started, in milliseconds since 1970
 * @param frame the last frame
 * @param first the lowest number from which every frame is kept
 * @param snapshot the frame of the kept snapshot; -1: none
 * @param ticker the node that ticks, in the words of its engine; null with one node alone
 * @param reason why the run ended; null: it has not
 * @param endedMillis when it ended, in milliseconds since 1970
 * @param slots the players by slot
 */
public record RunState(
        String id,
        int rate,
        long seed,
        long timeMillis,
        long startedMillis,
        long frame,
        long first,
        long snapshot,
        @Nullable String ticker,
        @Nullable String reason,
        long endedMillis,
        List<Slot> slots) {

    /** The presence of a player, as the frames up to the last one tell it. */
    public enum Presence {
        ONLINE,
        AWAY,
        LEFT
    }

    /** The same run after its end. */
    RunState ended(String why, long atMillis) {
        return new RunState(
                id, rate, seed, timeMillis, startedMillis, frame, first, snapshot, ticker, why, atMillis, slots);
    }

    /** A player's place in a run. */
    public record Slot(String client, Presence presence) {}
}
