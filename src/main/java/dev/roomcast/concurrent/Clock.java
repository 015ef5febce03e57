package dev.roomcast.concurrent;

/** The source of time and timers; tests pass one that they advance by hand. */
public interface Clock {

    /** Returns milliseconds since 1970 for timestamps; the value may jump. */
    long epochMillis();

    /** Returns milliseconds since an arbitrary moment for durations; the value never decreases. */
    long monotonicMillis();

    /** Runs a task once, after {@code delay} milliseconds or later. */
    Timer schedule(long delay, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Cancels the task if it has not run yet. */
        void cancel();
    }
}
