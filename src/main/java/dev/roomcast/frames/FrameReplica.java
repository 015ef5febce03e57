package dev.roomcast.frames;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a room's run on one node. The {@link FrameSequencer} of the room calls it.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameReplica {

    /** The kinds of changes of a run. */
    enum Change {
        STARTED,
        /** The schedule has moved. Players and watchers are notified. */
        MOVED,
        /** Another node ticks now. */
        TICKER,
        ENDED,
        SNAPSHOT
    }

    /**
     * A run started or changed.
     *
     * @param nowMillis the time of the change by the clock of the run's order, in milliseconds since 1970
     */
    void applyRun(RunState state, Change change, long nowMillis);

    /**
     * A frame was accepted.
     *
     * @param frame the frame as {@code [number,entry,…]}
     * @param first the number from which every frame is retained
     */
    void applyFrame(long number, RawJson frame, List<PresenceEntry> presence, long first);

    /**
     * The next frame was not accepted.
     *
     * @param isRetried whether the engine did not answer, so that the same frame must be appended again
     */
    void onFrameRefused(long number, boolean isRetried);

    /** @param done whether the engine made this node the ticker instead of a silent node */
    void onTakeOver(boolean done);

    /** The engine has not moved the schedule of the run. */
    void onNotMoved();

    /** Handles an input that another node passed on. @return the reason for a refusal; null: accepted */
    @Nullable
    ErrorCode applyInput(String client, RawJson input);

    /**
     * Replaces the run with the engine's version. {@link #onMembersKnown} follows when the members are known.
     *
     * @param state the run; null: none
     */
    void restore(@Nullable RunState state, long nowMillis);

    /** The members are known after {@link #restore}. */
    void onMembersKnown(long nowMillis);
}
