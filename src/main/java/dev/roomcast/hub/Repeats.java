package dev.roomcast.hub;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Keeps a log readable when the same happens again and again: the first time is said, then once in a while how often. */
public final class Repeats {

    /** How long nothing more is said, in milliseconds. */
    private static final long PERIOD = 10_000;

    private final LongSupplier now;
    private long saidAt;
    private long unsaid = -1;

    /** @param now milliseconds that never go back */
    public Repeats(LongSupplier now) {
        this.now = now;
    }

    /** It happened once more. @param log called where it is to be said, with how often it was not since the last time */
    public void tell(LongConsumer log) {
        long before = admit();
        if (before >= 0) {
            log.accept(before);
        }
    }

    /** It happened once more. @return how often it was not said since the last time, or -1: it is not said now either */
    synchronized long admit() {
        long time = now.getAsLong();
        if (unsaid >= 0 && time - saidAt < PERIOD) {
            unsaid++;
            return -1;
        }
        long before = Math.max(0, unsaid);
        saidAt = time;
        unsaid = 0;
        return before;
    }
}
