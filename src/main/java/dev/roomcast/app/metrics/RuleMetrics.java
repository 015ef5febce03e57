package dev.roomcast.app.metrics;

import dev.roomcast.rules.dispatch.RuleCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Metrics of failed rules. */
@Singleton
final class RuleMetrics implements Meters {

    private final RuleCounters counters;

    RuleMetrics(RuleCounters counters) {
        this.counters = counters;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "error", counters.failures);
        counter(registry, "timeout", counters.timeouts);
        counter(registry, "overload", counters.overloads);
        counter(registry, "dropped", counters.dropped);
    }

    private static void counter(MeterRegistry registry, String reason, LongAdder adder) {
        FunctionCounter.builder("roomcast.rules.failed", adder, LongAdder::sum)
                .tag("reason", reason)
                .register(registry);
    }
}
