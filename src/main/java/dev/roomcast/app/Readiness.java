package dev.roomcast.app;

import dev.roomcast.hub.Hub;
import dev.roomcast.room.Engine;
import dev.roomcast.room.RoomService;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether connections are to be brought here: not while it drains. Without its engine a node is still ready: another would not be better. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class Readiness implements HealthCheck {

    private final Hub hub;
    private final RoomService rooms;
    private final Engine engine;

    Readiness(Hub hub, RoomService rooms, Engine engine) {
        this.hub = hub;
        this.engine = engine;
        this.rooms = rooms;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("roomcast")
                .status(!hub.isDraining())
                .withData("engine", engine.isAvailable() ? "available" : "unavailable")
                .withData("connections", hub.connections())
                .withData("members", rooms.counters().members.sum())
                .withData("rooms", rooms.counters().rooms.sum())
                .build();
    }
}
