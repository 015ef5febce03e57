package dev.roomcast.app;

import dev.roomcast.metrics.Meters;
import dev.roomcast.redis.RedisCounters;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.room.Engine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** How the engine does. One in memory is always there and is asked nothing that takes time. */
@Singleton
final class EngineMetrics implements Meters {

    private final Engine engine;
    private final RedisCounters counters;

    EngineMetrics(Engine engine) {
        this.engine = engine;
        this.counters = engine instanceof RedisEngine redis ? redis.counters() : new RedisCounters();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("roomcast.engine.up", engine, each -> each.isAvailable() ? 1 : 0)
                .register(registry);
        FunctionTimer.builder(
                        "roomcast.engine.requests",
                        counters,
                        each -> each.requests.sum(),
                        each -> each.requestMillis.sum(),
                        TimeUnit.MILLISECONDS)
                .register(registry);
        FunctionCounter.builder("roomcast.engine.failures", counters, each -> each.failures.sum())
                .register(registry);
    }
}
