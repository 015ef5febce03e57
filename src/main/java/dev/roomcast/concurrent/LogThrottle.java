package dev.roomcast.concurrent;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Limits repeated log lines: logs the first occurrence, then at most one every ten seconds with the number of suppressed
 * ones.
 *
 * <p>Thread: any.
 */
public final class LogThrottle {

    /** The minimum interval between two lines, in milliseconds. */
    private static final long PERIOD = 10_000;

    private final LongSupplier now;
    private long loggedAt;
    private long suppressed = -1;

    /** @param now returns milliseconds of a monotonic clock */
    public LogThrottle(LongSupplier now) {
        this.now = now;
    }

    /**
     * Records an occurrence and logs it if a line is due.
     *
     * @param log writes the line; receives the number of occurrences suppressed since the last line
     */
    public void log(LongConsumer log) {
        long before = admit();
        if (before >= 0) {
            log.accept(before);
        }
    }

    /**
     * Records an occurrence.
     *
     * @return the number of occurrences suppressed since the last line; -1: this one is suppressed, too
     */
    public synchronized long admit() {
        long time = now.getAsLong();
        if (suppressed >= 0 && time - loggedAt < PERIOD) {
            suppressed++;
            return -1;
        }
        long before = Math.max(0, suppressed);
        loggedAt = time;
        suppressed = 0;
        return before;
    }
}
