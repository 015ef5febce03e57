package dev.roomcast.frames;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes the frames of a run at their due times, on the one node that ticks. At most one frame at a time is pending at
 * the sequencer; inputs that arrive in the meantime are part of the next one.
 *
 * <p>Thread: the room's serial executor.
 */
final class Ticker {

    /** The delay before a frame is appended again after the engine has not answered, in milliseconds. */
    private static final long RETRY_MILLIS = 250;

    private final FrameSequencer sequencer;
    private final Run run;
    private final FrameCounters counters;
    private final FrameBuilder builder = new FrameBuilder();
    private final FrameSchedule schedule;
    private final long term;

    /** The pending frame; null: none. */
    private byte @Nullable [] pending;

    private boolean pendingIsEmpty;
    private List<PresenceEntry> pendingPresence;
    private long pendingNumber;
    /** The time at which the pending frame is appended again; {@link Long#MAX_VALUE}: the engine has not failed. */
    private long retryAt = Long.MAX_VALUE;

    /** The time of frame 0 in the adopted schedule, in milliseconds since 1970. */
    private long alignedMillis = Long.MIN_VALUE;

    private boolean isAligning;
    /** The earliest time of the next frame after the engine has not moved the schedule. */
    private long heldUntil = Long.MIN_VALUE;

    private boolean isTicking;

    Ticker(FrameSequencer sequencer, Run run, FrameCounters counters) {
        this.sequencer = sequencer;
        this.run = run;
        this.counters = counters;
        this.schedule = new FrameSchedule(run.rate());
        this.term = run.state().term();
        run.owed().forEach(builder::addPresence);
    }

    /**
     * Adopts the schedule of the run. The current schedule is kept even if the wall clock has changed.
     *
     * @param timeMillis the time at which frame 0 was due, in milliseconds since 1970
     * @param nowMillis the current time by the same clock
     * @param monotonicMillis the current time by the monotonic clock
     */
    void align(long timeMillis, long nowMillis, long monotonicMillis) {
        isAligning = false;
        if (timeMillis == alignedMillis) {
            return;
        }
        alignedMillis = timeMillis;
        schedule.align(nowMillis - timeMillis, monotonicMillis);
        if (schedule.isAhead(run.last() + 1, monotonicMillis)) { // the clock was set back
            schedule.align(FrameSchedule.elapsedMillis(run.last(), run.rate()), monotonicMillis);
        }
    }

    /**
     * Returns whether this ticker continues after the room was loaded: no other node has ticked in between, and the next frame
     * follows the last one.
     */
    boolean continues(RunState state) {
        long last = state.frame();
        return state.term() == term
                && (last == (pending == null ? run.last() : pendingNumber - 1)
                        || pending != null && last == pendingNumber);
    }

    void addPresence(PresenceEntry entry) {
        builder.addPresence(entry);
    }

    /** Adds an input. @return the reason for a refusal; null: accepted */
    @Nullable
    ErrorCode addInput(String client, RawJson input) {
        int slot = run.slotOf(client);
        if (slot < 0) {
            return ErrorCode.CONFLICT;
        }
        if (run.isAway(slot)) { // still connected to a node that the others consider dead
            return ErrorCode.UNAVAILABLE;
        }
        if (!builder.addInput(slot, input)) {
            return ErrorCode.RATE_LIMITED;
        }
        counters.inputs.increment();
        return null;
    }

    /** Returns when {@link #tick} is due, by the monotonic clock; {@link Long#MAX_VALUE}: after the next change. */
    long dueAt() {
        if (pending != null) {
            return retryAt;
        }
        return isAligning ? Long.MAX_VALUE : Math.max(heldUntil, schedule.dueAt(run.last() + 1));
    }

    /** Closes the frames that are due. */
    void tick(long now) {
        if (isTicking) {
            return;
        }
        isTicking = true;
        try {
            if (pending != null && retryAt <= now) {
                append(now);
            }
            while (pending == null && dueAt() <= now) {
                closeNext(now);
            }
        } finally {
            isTicking = false;
        }
    }

    private void closeNext(long now) {
        long next = run.last() + 1;
        if (schedule.isLost(next, now)) {
            counters.moved.increment();
            move(next);
            return;
        }
        pendingIsEmpty = builder.isEmpty();
        pendingPresence = builder.presence();
        pendingNumber = next;
        pending = builder.close(next);
        append(now);
    }

    /** Moves the schedule so that a frame is due now. No frame is closed until the engine has moved it. */
    void move(long frame) {
        isAligning = true;
        sequencer.align(frame);
    }

    /** Delays the next frame, because the engine has not moved the schedule. */
    void onNotMoved(long now) {
        if (isAligning) {
            isAligning = false;
            heldUntil = now + RETRY_MILLIS;
        }
    }

    private void append(long now) {
        retryAt = Long.MAX_VALUE;
        try {
            sequencer.append(pendingNumber, pending, pendingIsEmpty, pendingPresence);
        } catch (Throwable e) {
            retry(pendingNumber, now);
            throw e;
        }
    }

    /** Continues after a frame was accepted. */
    void onSent(long number, long now) {
        counters.add(now - schedule.dueAt(number));
        dropUntil(number);
    }

    /**
     * Drops the pending frame if it was accepted.
     *
     * @param last the number of the last accepted frame
     * @return the presence changes of the dropped frame
     */
    List<PresenceEntry> dropUntil(long last) {
        if (pending == null || last < pendingNumber) {
            return List.of();
        }
        pending = null;
        retryAt = Long.MAX_VALUE;
        return pendingPresence;
    }

    /** Schedules another attempt to append the pending frame, because the engine did not answer. */
    void retry(long number, long now) {
        if (pending != null && number == pendingNumber) {
            retryAt = now + RETRY_MILLIS;
        }
    }

    /** Appends the pending frame again at once. */
    void resume(long now) {
        isAligning = false;
        if (retryAt != Long.MAX_VALUE) {
            retryAt = now;
        }
    }
}
