package dev.roomcast.frames;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders and keeps the frames of one room. A change that goes in comes out at the {@link FrameReplica} of every node that
 * has the room, in one order that is the same for all. In memory it has come out before the call returns.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameSequencer {

    /** The shortest time between two snapshots of a room, in milliseconds. */
    long SNAPSHOT_MILLIS = 5_000;

    /** Why a snapshot is a {@code conflict}. */
    String BAD_SNAPSHOT = "the snapshot is of another run, of a frame to come, or not newer than the kept one";

    /** Why a snapshot is {@code rate_limited}. */
    String EARLY_SNAPSHOT = "a room takes one snapshot in " + SNAPSHOT_MILLIS / 1000 + " s";

    /** Why a request is {@code unavailable}. */
    String UNREACHABLE = "the room cannot be reached now";

    /** Why an input is refused, in words. */
    static String inputMessage(ErrorCode code, FrameRoom room) {
        return switch (code) {
            case TOO_LARGE -> "an input is at most " + room.settings().inputBytes() + " bytes";
            case FORBIDDEN -> "a watcher has no inputs";
            case RATE_LIMITED -> "too many inputs wait for a frame";
            case UNAVAILABLE -> UNREACHABLE;
            default -> "the player has no slot";
        };
    }

    /** Creates the sequencer of a room. */
    interface Factory {

        /** @param replica receives the changes, on the room's serial executor */
        FrameSequencer open(FrameRoom room, FrameReplica replica);
    }

    /** Receives the result of a request. */
    interface Outcome {

        /**
         * @param refusal null: the request was accepted
         * @param message the reason for a refusal
         */
        void onSettled(@Nullable ErrorCode refusal, @Nullable String message);
    }

    /**
     * Starts a run of the players of the room: {@link FrameReplica#applyRun}, after the outcome.
     *
     * @param id the name of the run
     * @param seed an unsigned integer of 32 bits
     * @param rate frames per second
     * @param by the member that has to be the host; null: it need not
     */
    void start(String id, long seed, int rate, @Nullable Member by, Outcome outcome);

    /**
     * Stops the run.
     *
     * @param by the member that has to be the host; null: it need not
     */
    void stop(@Nullable Member by, Outcome outcome);

    /** Ends the run that this node knows, unless another change was first. */
    void end(String reason);

    /** Makes this node the ticker of a run, with a schedule in which {@code frame} is due now. The last frame is known. */
    void align(long frame);

    /** Makes this node the ticker of a run whose ticker was silent for too long. */
    void takeOver();

    /** Makes the node of a player the ticker. */
    void handOver(Member player);

    /** Whether this node ticks the run. */
    boolean isTicker(String ticker);

    /** Whether the connection of an online player is on this node. */
    boolean serves(Member player);

    /**
     * Appends the next frame: {@link FrameReplica#applyFrame}, or {@link FrameReplica#onFrameRefused}.
     *
     * @param json {@code [number,entry,…]}
     * @param isEmpty whether the frame has no entries
     * @param presence the changes of presence that the frame tells
     */
    void append(long number, byte[] json, boolean isEmpty, List<PresenceEntry> presence);

    /** Passes an input to the node that ticks; the member hears of a refusal. */
    void passInput(Member player, long id, RawJson input);

    /**
     * Reads kept frames.
     *
     * @param after the frame after which, from 0; -1: after the kept snapshot, which is read too
     * @param limit the most frames
     * @param reader receives the page; null: the engine does not answer
     */
    void read(String run, long after, int limit, @Nullable Consumer<FramePage> reader);

    /** Keeps a snapshot. */
    void keep(String run, FrameSnapshot snapshot, Outcome outcome);

    /** The time is over for which an ended run is kept. */
    void drop(@Nullable String run);

    /** The room is no longer on this node. */
    void close();
}
