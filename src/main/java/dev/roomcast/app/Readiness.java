package dev.roomcast.app;

import dev.roomcast.hub.Hub;
import dev.roomcast.room.RoomService;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether connections are to be brought here: not while it drains. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class Readiness implements HealthCheck {

    private final Hub hub;
    private final RoomService rooms;

    Readiness(Hub hub, RoomService rooms) {
        this.hub = hub;
        this.rooms = rooms;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("roomcast")
                .status(!hub.isDraining())
                .withData("connections", hub.connections())
                .withData("members", rooms.counters().members.sum())
                .withData("rooms", rooms.counters().rooms.sum())
                .build();
    }
}
