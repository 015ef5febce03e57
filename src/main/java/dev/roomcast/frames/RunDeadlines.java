package dev.roomcast.frames;

/** When something is due in a run beside its frames. All times are in milliseconds of the monotonic clock. */
final class RunDeadlines {

    /** How long an ended run is kept for members who come late. */
    static final long KEPT_MILLIS = 60_000;

    /** So much later than the node that ticks, another node ends a run at its limit. */
    private static final long OTHER_NODE_MILLIS = 3_000;

    /** The shortest silence after which another node takes over. */
    private static final long SILENT_MILLIS = 500;

    /** The silence after which another node takes over, in intervals of frames. */
    private static final int SILENT_FRAMES = 5;

    private final long silentMillis;
    private long receivedAt;
    private long limitAt;
    private long endedAt;

    /**
     * @param maxMillis after how long the run ends
     * @param nowMillis now, by the clock of the run's order
     * @param now by the monotonic clock
     */
    RunDeadlines(RunState state, long maxMillis, long nowMillis, long now) {
        silentMillis = Math.max(SILENT_MILLIS, SILENT_FRAMES * 1000L / state.rate());
        receivedAt = now;
        limitAt = now - (nowMillis - state.startedMillis()) + maxMillis;
        endedAt = now - (nowMillis - state.endedMillis());
    }

    /** A frame came, or the run changed. */
    void onInput(long now) {
        receivedAt = now;
    }

    void onEnd(long now) {
        endedAt = now;
    }

    /** When another node takes over from a silent one. */
    long silentAt() {
        return receivedAt + silentMillis;
    }

    /** When the run has lasted for the longest time that is allowed. */
    long limitAt(boolean ticks) {
        return ticks ? limitAt : limitAt + OTHER_NODE_MILLIS;
    }

    /** The engine was asked to end the run at its limit, and is asked again should that come to nothing. */
    void postponeLimit(long now) {
        limitAt = now + OTHER_NODE_MILLIS;
    }

    /** When an ended run is no longer kept. */
    long forgetAt() {
        return endedAt + KEPT_MILLIS;
    }
}
