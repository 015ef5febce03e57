package dev.roomcast.concurrent;

/** The source of time and timers; tests pass one that they advance by hand. */
public interface Clock {

    /** Milliseconds since 1970 for timestamps; they may jump. */
    long epochMillis();

    /** Milliseconds since an arbitrary moment for durations; they never jump or go back. */
    long monotonicMillis();

    /** Runs a task once, at the earliest after {@code delay} milliseconds. */
    Timer schedule(long delay, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Cancels the task if it has not run yet. */
        void cancel();
    }
}
