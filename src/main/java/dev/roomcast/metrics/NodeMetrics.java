package dev.roomcast.metrics;

import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Traffic;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Counters;
import dev.roomcast.room.RoomService;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the node counts, read when somebody asks: the path of a message knows nothing of it. */
@Singleton
final class NodeMetrics implements Meters {

    private final Hub hub;
    private final RoomService rooms;

    NodeMetrics(Hub hub, RoomService rooms) {
        this.hub = hub;
        this.rooms = rooms;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Counters counters = rooms.counters();
        Traffic traffic = hub.traffic();
        Gauge.builder("roomcast.connections", hub, Hub::connections).register(registry);
        gauge(registry, "roomcast.members", counters.members);
        gauge(registry, "roomcast.members.away", counters.away);
        gauge(registry, "roomcast.users", counters.users);
        gauge(registry, "roomcast.rooms", counters.rooms);
        Gauge.builder("roomcast.rooms.held", rooms, all -> all.rooms().size()).register(registry);
        Gauge.builder("roomcast.history.bytes", rooms, RoomService::historyBytes)
                .register(registry);
        counter(registry, "roomcast.connections.opened", traffic.opened);
        counter(registry, "roomcast.connections.left", traffic.left);
        for (CloseCode code : CloseCode.values()) {
            FunctionCounter.builder("roomcast.connections.closed", traffic.closed(code), LongAdder::sum)
                    .tag("code", Integer.toString(code.code()))
                    .register(registry);
        }
        counter(registry, "roomcast.messages.received", traffic.received);
        counter(registry, "roomcast.messages.received.bytes", traffic.receivedBytes);
        counter(registry, "roomcast.messages.delivered", traffic.delivered);
        counter(registry, "roomcast.messages.delivered.bytes", traffic.deliveredBytes);
        counter(registry, "roomcast.messages.dropped", traffic.dropped);
        result(registry, "roomcast.resumes", counters.resumed, counters.unresumed);
        result(registry, "roomcast.recoveries", counters.recovered, counters.unrecovered);
        bindLoops(registry, traffic);
    }

    private void bindLoops(MeterRegistry registry, Traffic traffic) {
        Gauge.builder("roomcast.backlog.bytes", hub, Hub::backlogBytes).register(registry);
        Gauge.builder("roomcast.outbox.bytes", hub, Hub::outboxBytes).register(registry);
        TimeGauge.builder("roomcast.loop.lag", hub::loopLag, TimeUnit.MILLISECONDS)
                .register(registry);
        FunctionTimer.builder(
                        "roomcast.fanout",
                        traffic,
                        each -> each.passes.sum(),
                        each -> each.passMillis.sum(),
                        TimeUnit.MILLISECONDS)
                .register(registry);
    }

    private static void result(MeterRegistry registry, String name, LongAdder good, LongAdder bad) {
        FunctionCounter.builder(name, good, LongAdder::sum)
                .tag("result", "good")
                .register(registry);
        FunctionCounter.builder(name, bad, LongAdder::sum).tag("result", "bad").register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, LongAdder adder) {
        Gauge.builder(name, adder, LongAdder::sum).register(registry);
    }

    private static void counter(MeterRegistry registry, String name, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum).register(registry);
    }
}
