package dev.roomcast.frames;

/**
 * Says when a frame is due. Frame {@code n} is due {@code n * 1000 / rate} milliseconds after the base, so delays of
 * single frames never add up.
 */
final class FrameSchedule {

    /** A frame that is later than this moves the base instead of being followed by a burst, in milliseconds. */
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
     * @param ageMillis how long ago frame 0 was due, in milliseconds
     * @param monotonicMillis now
     */
    void align(long ageMillis, long monotonicMillis) {
        baseMonotonicMillis = monotonicMillis - ageMillis;
    }

    /** When the frame is due, by the monotonic clock, in milliseconds. */
    long dueAt(long frame) {
        return baseMonotonicMillis + elapsedMillis(frame, rate);
    }

    /** Whether the frame is so late that the base has to be moved. */
    boolean isLost(long frame, long monotonicMillis) {
        return monotonicMillis - dueAt(frame) > MAX_LATE_MILLIS;
    }

    /** How long after frame 0 a frame is due, in milliseconds. */
    static long elapsedMillis(long frame, int rate) {
        return frame * 1000 / rate;
    }
}
