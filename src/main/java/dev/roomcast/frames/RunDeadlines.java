package dev.roomcast.frames;

/** The deadlines of a run other than its frames. All times are in milliseconds of the monotonic clock. */
final class RunDeadlines {

    /** How long an ended run is retained for members who join later, in milliseconds. */
    static final long KEPT_MILLIS = 60_000;

    /** The delay after which another node ends a run at its limit, if the ticking node has not, in milliseconds. */
    private static final long OTHER_NODE_MILLIS = 3_000;

    /** The shortest silence after which another node takes over, in milliseconds. */
    private static final long SILENT_MILLIS = 500;

    /** The silence after which another node takes over, in intervals of frames. */
    private static final int SILENT_FRAMES = 5;

    private final long silentMillis;
    private long receivedAt;
    private long limitAt;
    private long endedAt;

    /**
     * @param maxMillis the longest duration of the run, in milliseconds
     * @param nowMillis the current time by the clock of the run's order, in milliseconds since 1970
     * @param now the current time by the monotonic clock
     */
    RunDeadlines(RunState state, long maxMillis, long nowMillis, long now) {
        silentMillis = Math.max(SILENT_MILLIS, SILENT_FRAMES * 1000L / state.rate());
        receivedAt = now;
        limitAt = now - (nowMillis - state.startedMillis()) + maxMillis;
        endedAt = now - (nowMillis - state.endedMillis());
    }

    /** Records that a frame arrived, or that the run changed. */
    void onInput(long now) {
        receivedAt = now;
    }

    void onEnd(long now) {
        endedAt = now;
    }

    /** Returns when another node takes over from a silent node. */
    long silentAt() {
        return receivedAt + silentMillis;
    }

    /** Returns when the run reaches its longest duration. @param ticks whether this node ticks the run */
    long limitAt(boolean ticks) {
        return ticks ? limitAt : limitAt + OTHER_NODE_MILLIS;
    }

    /** Postpones the limit, because the engine was asked to end the run and may fail. */
    void postponeLimit(long now) {
        limitAt = now + OTHER_NODE_MILLIS;
    }

    /** Returns when an ended run is dropped. */
    long forgetAt() {
        return endedAt + KEPT_MILLIS;
    }
}
