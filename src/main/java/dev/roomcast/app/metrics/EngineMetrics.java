package dev.roomcast.app.metrics;

import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.room.Engine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** The state of the engine, and the counters of Redis, which stay 0 with the engine in memory. */
@Singleton
final class EngineMetrics implements Meters {

    private final Engine engine;
    private final RedisCounters counters;

    EngineMetrics(Engine engine, RedisCounters counters) {
        this.engine = engine;
        this.counters = counters;
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
        FunctionCounter.builder("roomcast.redis.loads", counters, each -> each.loads.sum())
                .register(registry);
        FunctionCounter.builder("roomcast.engine.failures", counters, each -> each.failures.sum())
                .register(registry);
    }
}
