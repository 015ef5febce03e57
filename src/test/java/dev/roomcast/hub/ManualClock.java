package dev.roomcast.hub;

import dev.roomcast.concurrent.Clock;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that the test advances. */
public final class ManualClock implements Clock {

    private static final long EPOCH = 1_764_000_000_000L;

    private final PriorityQueue<Pending> timers =
            new PriorityQueue<>(Comparator.comparingLong(Pending::at).thenComparingLong(Pending::number));
    private long now;
    /** The offset of the wall clock. */
    private long set;

    private long count;

    private record Pending(long at, long number, Runnable task) {}

    @Override
    public long epochMillis() {
        return EPOCH + set + now;
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public Timer schedule(long delay, Runnable task) {
        Pending pending = new Pending(now + delay, count++, task);
        timers.add(pending);
        return () -> timers.remove(pending);
    }

    /** Advances the time; due tasks run at their times. */
    public void advance(long millis) {
        long end = now + millis;
        while (!timers.isEmpty() && timers.peek().at <= end) {
            Pending next = timers.remove();
            now = Math.max(now, next.at);
            next.task.run();
        }
        now = end;
    }

    /** Advances the time while the node is suspended; due tasks run late. */
    public void stall(long millis) {
        now += millis;
        advance(0);
    }

    /**
     * Sets the wall clock; no time passes.
     *
     * @param millis forward, or back where negative
     */
    public void jump(long millis) {
        set += millis;
    }

    /** Returns the number of scheduled tasks. */
    public int timers() {
        return timers.size();
    }
}
