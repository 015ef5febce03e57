package dev.roomcast.app;

import dev.roomcast.room.Limits;
import dev.roomcast.room.RoomType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/** The settings that hold, defaults filled in, at {@code /q/settings}: there is no secret among them. */
@Singleton
final class SettingsPage {

    private static final String PATH = "/q/settings";

    private final JsonObject page;

    SettingsPage(Settings settings) {
        JsonObject rooms = new JsonObject();
        settings.types().forEach((prefix, type) -> rooms.put(prefix + "*", json(type)));
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
                .put("backlog-bytes", limits.backlogBytes());
    }

    private static JsonObject json(RoomType type) {
        return new JsonObject()
                .put("linger-ms", type.linger())
                .put("history-size", type.historySize())
                .put("history-bytes", type.historyBytes())
                .put("history-age-ms", type.historyAge())
                .put("max-members", type.maxMembers())
                .put("max-away", type.maxAway())
                .put("same-user", type.sameUser().name().toLowerCase(Locale.ROOT))
                .put("echo", type.echo())
                .put("presence", type.presence())
                .put("presence-max", type.presenceMax())
                .put("presence-gather-ms", type.presenceGather())
                .put("messages-per-second", type.messagesPerSecond())
                .put("bytes-per-second", type.bytesPerSecond())
                .put("rights", new JsonArray(type.rights().words()));
    }
}
