package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A real-time clock for engines that wait for other systems. One thread runs its tasks. */
public final class SystemClock implements Clock, AutoCloseable {

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ticking");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public Timer schedule(long delay, Runnable task) {
        ScheduledFuture<?> timer = timers.schedule(task, delay, TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
