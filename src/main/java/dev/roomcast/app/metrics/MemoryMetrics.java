package dev.roomcast.app.metrics;

import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.frames.FrameCounters;
import dev.roomcast.hub.Hub;
import dev.roomcast.room.Limits;
import dev.roomcast.room.RoomService;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The parts of a node's memory: the use and the bound of each, and how often the bound took effect. */
@Singleton
final class MemoryMetrics implements Meters {

    private final Hub hub;
    private final RoomService rooms;
    private final FrameCounters frames;
    private final CoreSettings settings;

    MemoryMetrics(Hub hub, RoomService rooms, FrameCounters frames, CoreSettings settings) {
        this.hub = hub;
        this.rooms = rooms;
        this.frames = frames;
        this.settings = settings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Limits limits = settings.limits();
        part(registry, "input", hub.input());
        part(registry, "answers", rooms.answers().memory());
        part(registry, "shared", rooms.answers().shared());
        part(registry, "away", rooms.eviction().awayMemory());
        part(registry, "backlog", hub::backlogBytes, limits.backlogBytes(), hub.counters().pauses::sum);
        part(
                registry,
                "history",
                rooms.eviction()::historyBytes,
                limits.historyBytes(),
                rooms.counters().historiesEvicted::sum);
        part(registry, "state", rooms.state()::bytes, limits.stateBytes(), rooms.state()::refused);
        part(registry, "frames", frames::keptBytes, settings.framesBytes(), frames.evicted::sum);
        FunctionCounter.builder("roomcast.rooms.evicted", rooms.counters().roomsEvicted, LongAdder::sum)
                .register(registry);
    }

    private void part(MeterRegistry registry, String name, MemoryPart part) {
        part(registry, name, part::used, part.limit(), part::exceeded);
    }

    /** @param acted returns how often the bound took effect */
    private void part(MeterRegistry registry, String name, LongSupplier used, long limit, LongSupplier acted) {
        // A registry refers weakly to the measured object; this object lives as long as the application.
        Gauge.builder("roomcast.memory.bytes", this, self -> used.getAsLong())
                .tag("part", name)
                .register(registry);
        Gauge.builder("roomcast.memory.limit.bytes", this, self -> limit)
                .tag("part", name)
                .register(registry);
        FunctionCounter.builder("roomcast.memory.exceeded", this, self -> acted.getAsLong())
                .tag("part", name)
                .register(registry);
    }
}
