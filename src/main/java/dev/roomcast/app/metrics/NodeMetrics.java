package dev.roomcast.app.metrics;

import dev.roomcast.frames.FrameCounters;
import dev.roomcast.hub.ConnectionAdmission;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.HubCounters;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.RoomCounters;
import dev.roomcast.room.RoomEviction;
import dev.roomcast.room.RoomService;
import dev.roomcast.room.StateBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The counters of the node, read at a scrape; the message path does not depend on meters. */
@Singleton
final class NodeMetrics implements Meters {

    private final Hub hub;
    private final RoomService rooms;
    private final FrameCounters frames;

    NodeMetrics(Hub hub, RoomService rooms, FrameCounters frames) {
        this.hub = hub;
        this.rooms = rooms;
        this.frames = frames;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        RoomCounters counters = rooms.counters();
        HubCounters traffic = hub.counters();
        Gauge.builder("roomcast.connections", hub.admission(), ConnectionAdmission::connections)
                .register(registry);
        gauge(registry, "roomcast.members", counters.members);
        gauge(registry, "roomcast.members.away", counters.away);
        gauge(registry, "roomcast.users", counters.users);
        gauge(registry, "roomcast.rooms", counters.rooms);
        Gauge.builder("roomcast.rooms.held", rooms, all -> all.rooms().size()).register(registry);
        Gauge.builder("roomcast.history.bytes", rooms.eviction(), RoomEviction::historyBytes)
                .register(registry);
        Gauge.builder("roomcast.state.bytes", rooms.state(), StateBudget::bytes).register(registry);
        Gauge.builder("roomcast.state.keys", rooms.state(), StateBudget::keys).register(registry);
        gauge(registry, "roomcast.players", counters.players);
        gauge(registry, "roomcast.watchers", counters.watchers);
        counter(registry, "roomcast.state.conflicts", counters.stateConflicts);
        counter(registry, "roomcast.host.changes", counters.hostChanges);
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
        bindFrames(registry);
    }

    private void bindFrames(MeterRegistry registry) {
        gauge(registry, "roomcast.runs", frames.runs);
        Gauge.builder("roomcast.frames.bytes", frames, FrameCounters::keptBytes).register(registry);
        counter(registry, "roomcast.frames.inputs", frames.inputs);
        counter(registry, "roomcast.frames.late", frames.late);
        counter(registry, "roomcast.frames.moved", frames.moved);
        counter(registry, "roomcast.frames.takeovers", frames.takeovers);
        FunctionTimer.builder(
                        "roomcast.frames",
                        frames,
                        each -> each.frames.sum(),
                        each -> each.lateMillis.sum(),
                        TimeUnit.MILLISECONDS)
                .register(registry);
    }

    private void bindLoops(MeterRegistry registry, HubCounters counters) {
        Gauge.builder("roomcast.backlog.bytes", hub, Hub::backlogBytes).register(registry);
        Gauge.builder("roomcast.outbox.bytes", hub, Hub::outboxBytes).register(registry);
        TimeGauge.builder("roomcast.loop.lag", hub::loopLag, TimeUnit.MILLISECONDS)
                .register(registry);
        FunctionTimer.builder(
                        "roomcast.fanout",
                        counters,
                        each -> each.passes.sum(),
                        each -> each.passMillis.sum(),
                        TimeUnit.MILLISECONDS)
                .register(registry);
    }

    private static void result(MeterRegistry registry, String name, LongAdder passed, LongAdder bad) {
        FunctionCounter.builder(name, passed, LongAdder::sum)
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
