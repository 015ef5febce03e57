package dev.roomcast.app.metrics;

import dev.roomcast.match.MatchCounters;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.match.RoomList;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Metrics of matchmaking, by mode. */
@Singleton
final class MatchMetrics implements Meters {

    private final Matchmaking matchmaking;
    private final RoomList list;

    MatchMetrics(Matchmaking matchmaking, RoomList list) {
        this.matchmaking = matchmaking;
        this.list = list;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (matchmaking.counters().isEmpty()) {
            bind(registry, "", new MatchCounters()); // dashboards find the names even without modes
        }
        matchmaking.counters().forEach((prefix, counted) -> bind(registry, prefix, counted));
        FunctionCounter.builder("roomcast.rooms.lists", list, RoomList::questions)
                .register(registry);
    }

    private static void bind(MeterRegistry registry, String prefix, MatchCounters counted) {
        gauge(registry, "roomcast.match.tickets", prefix, counted.tickets);
        gauge(registry, "roomcast.match.players", prefix, counted.players);
        counter(registry, "roomcast.match.made", prefix, counted.matches);
        counter(registry, "roomcast.match.timeouts", prefix, counted.timeouts);
        FunctionTimer.builder(
                        "roomcast.match.wait",
                        counted,
                        each -> each.matched.sum(),
                        each -> each.waitMillis.sum(),
                        TimeUnit.MILLISECONDS)
                .tag("rooms", prefix)
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String prefix, LongAdder adder) {
        Gauge.builder(name, adder, LongAdder::sum).tag("rooms", prefix).register(registry);
    }

    private static void counter(MeterRegistry registry, String name, String prefix, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .tag("rooms", prefix)
                .register(registry);
    }
}
