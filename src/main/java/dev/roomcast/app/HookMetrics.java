package dev.roomcast.app;

import dev.roomcast.hooks.HookCounters;
import dev.roomcast.metrics.Meters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the node counts of its hooks, read when somebody asks. */
@Singleton
final class HookMetrics implements Meters {

    private final HookSettings hooks;

    HookMetrics(HookSettings hooks) {
        this.hooks = hooks;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        HookCounters counters = hooks.counters();
        Gauge.builder("roomcast.hook.events.waiting", hooks, HookSettings::waiting)
                .register(registry);
        counter(registry, "roomcast.hook.events", "result", "delivered", counters.delivered);
        counter(registry, "roomcast.hook.events", "result", "lost", counters.lost);
        counter(registry, "roomcast.hook.failures", "hook", "events", counters.postFailures);
        counter(registry, "roomcast.hook.failures", "hook", "before-publish", counters.questionFailures);
        timer(registry, "events", counters.posts, counters.postMillis);
        timer(registry, "before-publish", counters.questions, counters.questionMillis);
    }

    private static void counter(MeterRegistry registry, String name, String tag, String value, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum).tag(tag, value).register(registry);
    }

    private static void timer(MeterRegistry registry, String hook, LongAdder count, LongAdder millis) {
        FunctionTimer.builder(
                        "roomcast.hook.requests", count, LongAdder::sum, total -> millis.sum(), TimeUnit.MILLISECONDS)
                .tag("hook", hook)
                .register(registry);
    }
}
