package dev.roomcast.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** A part of the node's memory: how much of it is used, and how much may be. Thread: any. */
public final class MemoryPart {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final LongAdder exceeded = new LongAdder();

    /** @param limit in bytes */
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

    /** Takes bytes, whether or not they are within the limit; negative ones are given back. */
    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    /**
     * Takes bytes if they are within the limit, or if nothing is in use.
     *
     * @return whether they were taken; {@link #add} gives them back
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

    /** Whether more is in use than may be. */
    public boolean isExceeded() {
        return used.get() > limit;
    }

    /** Returns whether holders are to be closed until a tenth is free. */
    public boolean isAlmostExceeded() {
        return used.get() > limit - limit / 10;
    }

    /** Whether twice as much is in use as may be: no relief that takes time is waited for. */
    public boolean isFarExceeded() {
        return used.get() > 2 * limit;
    }

    /** Counts that something was refused or closed because of the limit. */
    public void countExceeded() {
        exceeded.increment();
    }

    /** @return how often something was refused or closed because of the limit */
    public long exceeded() {
        return exceeded.sum();
    }
}
