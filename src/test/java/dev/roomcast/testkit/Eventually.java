package dev.roomcast.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions. */
public final class Eventually {

    /** The timeout, sufficient for a busy machine. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Duration STEP = Duration.ofMillis(20);

    /** A condition that may fail with an exception. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Eventually() {}

    public static void eventually(String what, Condition condition) throws Exception {
        eventually(what, MAX_WAIT, condition);
    }

    public static void eventually(String what, Duration patience, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                fail("Not within " + patience.toSeconds() + " s: " + what);
            }
            pause(STEP);
        }
    }

    /** Pauses the thread; the duration has no effect on results. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
