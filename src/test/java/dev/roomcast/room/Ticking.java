package dev.roomcast.room;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time that passes by itself, for engines that wait for others. What is to be done is done on one thread of its own. */
public final class Ticking implements Clock, AutoCloseable {

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ticking");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public long wall() {
        return System.currentTimeMillis();
    }

    @Override
    public long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public Timer after(long delay, Runnable task) {
        ScheduledFuture<?> timer = timers.schedule(task, delay, TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    void execute(Runnable task) {
        after(0, task);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
