package dev.roomcast.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How often something may happen within a second, for each of many. Any thread; it forgets with every second. */
public final class Throttle {

    private final int perSecond;
    private volatile Second second = new Second(0, new ConcurrentHashMap<>());

    private record Second(long number, ConcurrentMap<String, Integer> counts) {}

    /** @param perSecond 0: no bound */
    public Throttle(int perSecond) {
        this.perSecond = perSecond;
    }

    /** @param now in milliseconds @return whether it may happen once more */
    public boolean admit(String whom, long now) {
        if (perSecond == 0) {
            return true;
        }
        long number = now / 1000;
        Second current = second;
        if (current.number != number) {
            second = current = new Second(number, new ConcurrentHashMap<>());
        }
        return current.counts.merge(whom, 1, Integer::sum) <= perSecond;
    }
}
