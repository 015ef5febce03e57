package dev.roomcast.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what becomes true sooner or later. */
public final class Eventually {

    /** Long enough for a machine that has other things to do. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Duration STEP = Duration.ofMillis(20);

    /** Something that holds, or not yet. */
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

    /** Lets others work; nothing is concluded from how long it took. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
