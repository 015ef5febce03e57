package dev.roomcast.rules.testing;

import dev.roomcast.concurrent.Clock;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that only a test advances. Thread: the test. */
final class TestClock implements Clock {

    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private long now;
    private long count;

    private record Task(long at, long number, Runnable task) {}

    @Override
    public long epochMillis() {
        return EPOCH_MILLIS + now;
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public Timer schedule(long delay, Runnable task) {
        Task mine = new Task(now + delay, count++, task);
        tasks.add(mine);
        return () -> tasks.remove(mine);
    }

    void advance(long millis) {
        long end = now + millis;
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = end;
    }
}
