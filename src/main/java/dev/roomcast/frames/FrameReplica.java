package dev.roomcast.frames;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run of a room as one node knows it. Its {@link FrameSequencer} calls.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameReplica {

    /** The change of a run. */
    enum Change {
        STARTED,
        /** The schedule moved. Players and watchers are told. */
        MOVED,
        /** Another node ticks. */
        TICKER,
        ENDED,
        SNAPSHOT
    }

    /**
     * A run started or changed.
     *
     * @param nowMillis when, by the clock of the run's order, in milliseconds since 1970
     */
    void applyRun(RunState state, Change change, long nowMillis);

    /**
     * A frame has its place in the order.
     *
     * @param frame {@code [number,entry,…]}
     * @param first the lowest number from which every frame is kept
     */
    void applyFrame(long number, RawJson frame, List<PresenceEntry> presence, long first);

    /**
     * The next frame was not accepted.
     *
     * @param isRetried whether the engine did not answer, so that the same frame is appended again
     */
    void onFrameRefused(long number, boolean isRetried);

    /** @param done whether the engine made this node the ticker in place of one that was silent */
    void onTakeOver(boolean done);

    /** The engine did not move the schedule of the run. */
    void onNotMoved();

    /** An input that another node passed on. @return why it is refused; null: it is not */
    @Nullable
    ErrorCode applyInput(String client, RawJson input);

    /**
     * Takes over the run as the engine has it. {@link #onMembersKnown} follows once the members are known.
     *
     * @param state null: there is none
     */
    void restore(@Nullable RunState state, long nowMillis);

    /** The members are known after {@link #restore}. */
    void onMembersKnown(long nowMillis);
}
