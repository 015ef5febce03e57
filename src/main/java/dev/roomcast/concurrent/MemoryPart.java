package dev.roomcast.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** A part of the node's memory, with its limit and its use. Thread: any. */
public final class MemoryPart {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final LongAdder exceeded = new LongAdder();

    /** @param limit the limit in bytes */
    public MemoryPart(long limit) {
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }

    /** @return the bytes in use */
    public long used() {
        return used.get();
    }

    /** Acquires bytes regardless of the limit; a negative number releases them. */
    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    /**
     * Acquires bytes if they are within the limit, or if nothing is in use.
     *
     * @return whether the bytes were acquired; {@link #add} releases them
     */
    public boolean reserve(long bytes) {
        long now = used.addAndGet(bytes);
        if (now <= limit || now == bytes) {
            return true;
        }
        used.addAndGet(-bytes);
        exceeded.increment();
        return false;
    }

    /** Returns whether the use exceeds the limit. */
    public boolean isExceeded() {
        return used.get() > limit;
    }

    /** Returns whether a tenth of the limit is not free yet, so that further holders must be closed. */
    public boolean isAlmostExceeded() {
        return used.get() > limit - limit / 10;
    }

    /** Returns whether the use exceeds twice the limit, so that a slow release is not awaited. */
    public boolean isFarExceeded() {
        return used.get() > 2 * limit;
    }

    /** Counts a refusal or closure because of the limit. */
    public void countExceeded() {
        exceeded.increment();
    }

    /** @return the number of refusals and closures because of the limit */
    public long exceeded() {
        return exceeded.sum();
    }
}
