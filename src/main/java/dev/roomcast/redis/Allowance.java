package dev.roomcast.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How much may be under way, or wait, at once: so many things, of so many bytes together. Any thread may call. */
final class Allowance {

    private final int most;
    private final long mostBytes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Allowance(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Takes a part of it for one thing, unless it is used up. @param size in bytes. @return whether it was taken */
    boolean take(int size) {
        boolean fits = count.incrementAndGet() <= most & bytes.addAndGet(size) <= mostBytes;
        if (!fits) {
            give(size);
        }
        return fits;
    }

    /** Gives back what was taken. @param size in bytes, the same as then */
    void give(int size) {
        count.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
