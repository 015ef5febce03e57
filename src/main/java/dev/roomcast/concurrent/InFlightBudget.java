package dev.roomcast.concurrent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the items that are in flight or queued, by count and by bytes.
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
     * @param size the size of the item, in bytes
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
     * @param size the acquired size of the item, in bytes
     */
    public void release(int size) {
        count.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
