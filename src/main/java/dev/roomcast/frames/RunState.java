package dev.roomcast.frames;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run after its last frame, as its sequencer reports it.
 *
 * @param rate the frames per second, also after the end
 * @param seed an unsigned 32-bit integer
 * @param timeMillis the due time of frame 0, in milliseconds since 1970
 * @param startedMillis the start of the run, in milliseconds since 1970
 * @param frame the number of the last frame
 * @param first the number from which every frame is retained
 * @param snapshot the frame of the retained snapshot; -1: none
 * @param ticker the ticking node as the engine names it; null with a single node
 * @param term the number of changes of the ticker; a frame of an earlier term is refused
 * @param reason the reason for the end of the run; null: it has not ended
 * @param endedMillis the end of the run, in milliseconds since 1970
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
        long term,
        @Nullable String reason,
        long endedMillis,
        List<Slot> slots) {

    /** The presence of a player as of the last frame. */
    public enum Presence {
        ONLINE,
        AWAY,
        LEFT
    }

    /** Returns the same run after its end. */
    RunState ended(String why, long atMillis) {
        return new RunState(
                id, rate, seed, timeMillis, startedMillis, frame, first, snapshot, ticker, term, why, atMillis, slots);
    }

    /** The slot of a player in a run. */
    public record Slot(String client, Presence presence) {}
}
