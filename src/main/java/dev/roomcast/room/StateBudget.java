package dev.roomcast.room;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The memory of the shared state of all rooms on this node. Thread: any. */
public final class StateBudget {

    /** The assumed average size of a key with its value, in bytes; it bounds the number of keys on the node. */
    private static final int BYTES_PER_KEY = 64;

    /** The minimum bound of the number of keys on the node, however few bytes are configured. */
    private static final int MIN_KEYS = 4096;

    private final long limitBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final LongAdder refused = new LongAdder();

    /** @param limitBytes the bound of keys and values in all rooms, in bytes */
    StateBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Returns the size of keys and values in all rooms, in bytes. */
    public long bytes() {
        return bytes.get();
    }

    /** Returns the number of keys of all rooms, including remembered removals. */
    public long keys() {
        return keys.get();
    }

    /** Returns the bound of {@link #bytes()}. */
    public long limit() {
        return limitBytes;
    }

    /** Returns the number of changes that were refused because of the bound. */
    public long refused() {
        return refused.sum();
    }

    void add(long moreBytes, long moreKeys) {
        bytes.addAndGet(moreBytes);
        keys.addAndGet(moreKeys);
    }

    /** Returns whether the state of a room may grow by a number of bytes. */
    boolean holds(long moreBytes) {
        boolean holds = bytes.get() + moreBytes <= limitBytes && !isCrowded();
        if (!holds) {
            refused.increment();
        }
        return holds;
    }

    /** Returns whether the number of keys in all rooms exceeds its bound. */
    boolean isCrowded() {
        return keys.get() > Math.max(MIN_KEYS, limitBytes / BYTES_PER_KEY);
    }
}
