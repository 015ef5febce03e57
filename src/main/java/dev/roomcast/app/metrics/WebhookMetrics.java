package dev.roomcast.app.metrics;

import dev.roomcast.app.config.WebhookSettings;
import dev.roomcast.webhooks.WebhookCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The counters of webhooks, read at a scrape. */
@Singleton
final class WebhookMetrics implements Meters {

    private final WebhookSettings webhooks;

    WebhookMetrics(WebhookSettings webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        WebhookCounters counters = webhooks.counters();
        Gauge.builder("roomcast.hook.events.waiting", webhooks, WebhookSettings::waiting)
                .register(registry);
        counter(registry, "roomcast.hook.events", "result", "delivered", counters.delivered);
        counter(registry, "roomcast.hook.events", "result", "lost", counters.dropped);
        counter(registry, "roomcast.hook.failures", "hook", "events", counters.postFailures);
        timer(registry, "events", counters.posts, counters.postMillis);
        questions(registry, "before-publish", counters.beforePublish);
        questions(registry, "connect", counters.connect);
    }

    private static void questions(MeterRegistry registry, String hook, WebhookCounters.Questions questions) {
        counter(registry, "roomcast.hook.failures", "hook", hook, questions.failures);
        counter(registry, "roomcast.hook.overloaded", "hook", hook, questions.overloaded);
        timer(registry, hook, questions.asked, questions.millis);
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
