package dev.roomcast.app;

import dev.roomcast.concurrent.Clock;
import io.vertx.core.Vertx;

/** The system time, and the timers of Vert.x. */
final class VertxClock implements Clock {

    private final Vertx vertx;

    VertxClock(Vertx vertx) {
        this.vertx = vertx;
    }

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
        long id = vertx.setTimer(Math.max(1, delay), fired -> task.run());
        return () -> vertx.cancelTimer(id);
    }
}
