package dev.roomcast.room;

/** Time, handed in so that tests can advance it by hand. */
public interface Clock {

    /** Milliseconds since 1970, for people and clients; it may jump. */
    long wall();

    /** Milliseconds since some moment, for measuring; it never jumps or goes back. */
    long now();

    /** Runs a task once, not before {@code delay} milliseconds have passed. */
    Timer after(long delay, Runnable task);

    /** Something that is going to happen. */
    interface Timer {
        /** Makes it not happen, if it has not happened yet. */
        void cancel();
    }
}
