package dev.roomcast.frames;

/**
 * Computes when a frame is due. Frame {@code n} is due {@code n * 1000 / rate} milliseconds after the base, so that
 * delays of single frames never accumulate.
 */
final class FrameSchedule {

    /** The delay, in milliseconds, beyond which the base moves; otherwise a burst of frames would follow. */
    static final long MAX_LATE_MILLIS = 1000;

    private final int rate;
    private long baseMonotonicMillis;

    /** @param rate frames per second, 1 to 60 */
    FrameSchedule(int rate) {
        this.rate = rate;
    }

    /**
     * Sets the base.
     *
     * @param ageMillis the time since frame 0 was due, in milliseconds
     * @param monotonicMillis the current time by the monotonic clock, in milliseconds
     */
    void align(long ageMillis, long monotonicMillis) {
        baseMonotonicMillis = monotonicMillis - ageMillis;
    }

    /** Returns when a frame is due, by the monotonic clock, in milliseconds. */
    long dueAt(long frame) {
        return baseMonotonicMillis + elapsedMillis(frame, rate);
    }

    /** Returns whether a frame is so late that the base has to move. */
    boolean isLost(long frame, long monotonicMillis) {
        return monotonicMillis - dueAt(frame) > MAX_LATE_MILLIS;
    }

    /** Returns whether the frame is due later than any next frame can be: the wall clock was set back after the base was set. */
    boolean isAhead(long frame, long monotonicMillis) {
        return dueAt(frame) - monotonicMillis > 1000 / rate + MAX_LATE_MILLIS;
    }

    /** Returns the time from frame 0 to a frame, in milliseconds. */
    static long elapsedMillis(long frame, int rate) {
        return frame * 1000 / rate;
    }
}
