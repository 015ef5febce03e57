package dev.roomcast.app.metrics;

import dev.roomcast.api.ApiCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Metrics of the API. */
@Singleton
final class ApiMetrics implements Meters {

    private final ApiCounters counters;

    ApiMetrics(ApiCounters counters) {
        this.counters = counters;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "key", counters.wrongKeys);
        counter(registry, "scope", counters.missingScopes);
    }

    private static void counter(MeterRegistry registry, String reason, LongAdder adder) {
        FunctionCounter.builder("roomcast.api.refused", adder, LongAdder::sum)
                .tag("reason", reason)
                .register(registry);
    }
}
