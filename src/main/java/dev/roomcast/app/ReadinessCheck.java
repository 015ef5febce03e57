package dev.roomcast.app;

import dev.roomcast.hub.Hub;
import dev.roomcast.room.Engine;
import dev.roomcast.room.RoomService;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Reports whether the node accepts connections: it does unless it drains. It stays ready without its engine, because
 * another node would be in the same state.
 */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class ReadinessCheck implements HealthCheck {

    private final Hub hub;
    private final RoomService rooms;
    private final Engine engine;

    ReadinessCheck(Hub hub, RoomService rooms, Engine engine) {
        this.hub = hub;
        this.engine = engine;
        this.rooms = rooms;
    }

    @Override
    public HealthCheckResponse call() {
        String problem = engine.problem();
        String state = engine.isAvailable() ? "available" : problem == null ? "unavailable" : "degraded";
        HealthCheckResponseBuilder response = HealthCheckResponse.named("roomcast")
                .status(!hub.admission().isDraining())
                .withData("engine", state);
        if (problem != null) {
            response.withData("problem", problem);
        }
        return response.withData("connections", hub.admission().connections())
                .withData("members", rooms.counters().members.sum())
                .withData("rooms", rooms.counters().rooms.sum())
                .build();
    }
}
