package dev.roomcast.room;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The memory that the shared state of all rooms of this node takes. Safe for use by many threads. */
public final class StateBudget {

    /** The bytes that a key with its value is expected to have on average; it bounds the keys of the node. */
    private static final int BYTES_PER_KEY = 64;

    /** So many keys the node keeps even where its bytes are few. */
    private static final int MIN_KEYS = 4096;

    private final long limitBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final LongAdder refused = new LongAdder();

    /** @param limitBytes keys and values of all rooms, in bytes */
    StateBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Keys and values of all rooms, in bytes. */
    public long bytes() {
        return bytes.get();
    }

    /** Returns the number of keys of all rooms, including remembered removals. */
    public long keys() {
        return keys.get();
    }

    /** The bound of {@link #bytes()}. */
    public long limit() {
        return limitBytes;
    }

    /** How often a state could not grow. */
    public long refused() {
        return refused.sum();
    }

    void add(long moreBytes, long moreKeys) {
        bytes.addAndGet(moreBytes);
        keys.addAndGet(moreKeys);
    }

    /** Whether the state of a room may grow by so many bytes. */
    boolean holds(long moreBytes) {
        boolean holds = bytes.get() + moreBytes <= limitBytes && !isCrowded();
        if (!holds) {
            refused.increment();
        }
        return holds;
    }

    /** Returns whether the keys of all rooms take more memory than their bytes. */
    boolean isCrowded() {
        return keys.get() > Math.max(MIN_KEYS, limitBytes / BYTES_PER_KEY);
    }
}
