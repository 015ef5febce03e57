package dev.roomcast.concurrent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what is in flight or queued at once, by count and by bytes.
 *
 * <p>Thread: any.
 */
public final class InFlightBudget {

    private final int max;
    private final long maxBytes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    public InFlightBudget(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /**
     * Acquires a part of the budget for one item.
     *
     * @param size in bytes
     * @return whether the item fits; if not, nothing is acquired
     */
    public boolean tryAcquire(int size) {
        boolean fits = count.incrementAndGet() <= max & bytes.addAndGet(size) <= maxBytes;
        if (!fits) {
            release(size);
        }
        return fits;
    }

    /**
     * Releases the part of one item.
     *
     * @param size in bytes, as acquired
     */
    public void release(int size) {
        count.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
