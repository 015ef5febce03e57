package dev.roomcast.api;

import dev.roomcast.room.RoomType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The settings of a room as they are shown: the names of their keys, times in milliseconds. */
public final class RoomSettings {

    private RoomSettings() {}

    public static JsonObject json(RoomType type) {
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
