package dev.roomcast.app;

import dev.roomcast.api.RoomSettingsJson;
import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.room.Limits;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Serves the effective settings, including defaults but without secrets, at {@code /q/settings}. */
@Singleton
final class SettingsRoute {

    private static final String PATH = "/q/settings";

    private final JsonObject page;

    SettingsRoute(CoreSettings settings) {
        JsonObject rooms = new JsonObject();
        settings.types().forEach((prefix, type) -> rooms.put(prefix + "*", RoomSettingsJson.json(type)));
        page = new JsonObject().put("limits", json(settings.limits())).put("rooms", rooms);
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::show);
    }

    private void show(RoutingContext context) {
        context.response().putHeader("Content-Type", "application/json").end(page.encodePrettily());
    }

    private static JsonObject json(Limits limits) {
        return new JsonObject()
                .put("message-bytes", limits.messageBytes())
                .put("messages-per-second", limits.messagesPerSecond())
                .put("messages-burst", limits.messagesBurst())
                .put("bytes-per-second", limits.bytesPerSecond())
                .put("bytes-burst", limits.bytesBurst())
                .put("outbox-bytes", limits.outboxBytes())
                .put("connections", limits.connections())
                .put("connections-per-address", limits.connectionsPerAddress())
                .put("connects-per-address", limits.connectsPerAddress())
                .put("connections-per-user", limits.connectionsPerUser())
                .put("connect-time-ms", limits.connectTime())
                .put("ping-ms", limits.ping())
                .put("close-time-ms", limits.closeTime())
                .put("info-bytes", limits.infoBytes())
                .put("bad-requests", limits.badRequests())
                .put("rooms", limits.rooms())
                .put("history-bytes", limits.historyBytes())
                .put("backlog-bytes", limits.backlogBytes())
                .put("state-bytes", limits.stateBytes());
    }
}
