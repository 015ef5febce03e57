package dev.roomcast.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Limits the number of events per key and second. Counts start at zero with each second of the clock.
 *
 * <p>Thread: any.
 */
public final class FixedWindowLimiter {

    private final int perSecond;
    private volatile Second second = new Second(0, new ConcurrentHashMap<>());

    private record Second(long number, ConcurrentMap<String, Integer> counts) {}

    /** @param perSecond the limit per key; 0: no limit */
    public FixedWindowLimiter(int perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Counts one event of a key.
     *
     * @param now the current time, in milliseconds
     * @return whether the key is within its limit
     */
    public boolean admit(String key, long now) {
        if (perSecond == 0) {
            return true;
        }
        long number = now / 1000;
        Second current = second;
        if (current.number != number) {
            second = current = new Second(number, new ConcurrentHashMap<>());
        }
        return current.counts.merge(key, 1, Integer::sum) <= perSecond;
    }
}
