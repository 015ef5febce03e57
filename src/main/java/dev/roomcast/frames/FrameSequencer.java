package dev.roomcast.frames;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders and retains the frames of one room. Changes reach the {@link FrameReplica} of every node that has the room, in
 * one common order; with the engine in memory before the call returns.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameSequencer {

    /** The minimum interval between two snapshots of a room, in milliseconds. */
    long SNAPSHOT_MILLIS = 5_000;

    /** The message for a snapshot that is refused as {@code conflict}. */
    String BAD_SNAPSHOT = "the snapshot is of another run, of a frame to come, or not newer than the kept one";

    /** The message for a snapshot that is refused as {@code rate_limited}. */
    String EARLY_SNAPSHOT = "a room takes one snapshot in " + SNAPSHOT_MILLIS / 1000 + " s";

    /** The message for a request that is refused as {@code unavailable}. */
    String UNREACHABLE = "the room cannot be reached now";

    /** Returns the message for a refused input. */
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
         * @param refusal the reason for a refusal; null: accepted
         * @param message the message of a refusal
         */
        void onSettled(@Nullable ErrorCode refusal, @Nullable String message);
    }

    /**
     * Starts a run of the players of the room: {@link FrameReplica#applyRun}, after the outcome.
     *
     * @param id the id of the run
     * @param seed an unsigned 32-bit integer
     * @param rate frames per second
     * @param by the member that must be the host; null: no such condition
     */
    void start(String id, long seed, int rate, @Nullable Member by, Outcome outcome);

    /**
     * Stops the run.
     *
     * @param by the member that must be the host; null: no such condition
     */
    void stop(@Nullable Member by, Outcome outcome);

    /** Ends the run that this node knows, unless another change came first. */
    void end(String reason);

    /**
     * Makes this node the ticker of a run whose last frame it knows, with a schedule in which {@code frame} is due now.
     */
    void align(long frame);

    /** Makes this node the ticker of a run whose ticker has been silent for too long. */
    void takeOver();

    /** Makes the node of a player the ticker. */
    void handOver(Member player);

    /** Returns whether this node ticks the run. */
    boolean isTicker(String ticker);

    /** Returns whether the connection of an online player is on this node. */
    boolean serves(Member player);

    /**
     * Appends the next frame: {@link FrameReplica#applyFrame}, or {@link FrameReplica#onFrameRefused}.
     *
     * @param json the frame as {@code [number,entry,…]}
     * @param isEmpty whether the frame has no entries
     * @param presence the presence changes in the frame
     */
    void append(long number, byte[] json, boolean isEmpty, List<PresenceEntry> presence);

    /** Passes an input to the node that ticks; the member is notified of a refusal. */
    void passInput(Member player, long id, RawJson input);

    /**
     * Reads retained frames.
     *
     * @param after the number before the first frame, from 0; -1: reads the retained snapshot and the frames after it
     * @param limit the maximum number of frames
     * @param reader receives the page, or null if the engine does not answer
     */
    void read(String run, long after, int limit, @Nullable Consumer<FramePage> reader);

    /** Retains a snapshot. */
    void keep(String run, FrameSnapshot snapshot, Outcome outcome);

    /** Drops an ended run after its retention time. */
    void drop(@Nullable String run);

    /** Releases everything, because the room is no longer on this node. */
    void close();
}
