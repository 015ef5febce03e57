package dev.roomcast.api;

import dev.roomcast.room.RoomType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Encodes the settings of a room: by the names of their keys, with times in milliseconds. */
public final class RoomSettingsJson {

    private RoomSettingsJson() {}

    public static JsonObject json(RoomType type) {
        return new JsonObject()
                .put("linger-ms", type.linger())
                .put("history-size", type.historySize())
                .put("history-bytes", type.historyBytes())
                .put("history-age-ms", type.historyAge())
                .put("history-on-connect", type.historyOnConnect())
                .put("max-members", type.maxMembers())
                .put("max-away", type.maxAway())
                .put("same-user", type.sameUser().name().toLowerCase(Locale.ROOT))
                .put("echo", type.echo())
                .put("presence", type.presence())
                .put("presence-max", type.presenceMax())
                .put("presence-gather-ms", type.presenceGather())
                .put("messages-per-second", type.messagesPerSecond())
                .put("bytes-per-second", type.bytesPerSecond())
                .put("game", type.games().enabled())
                .put("state-bytes", type.games().stateBytes())
                .put("host-wait-ms", type.games().hostWaitMillis())
                .put("input-bytes", type.games().frames().inputBytes())
                .put("frames-bytes", type.games().frames().keptBytes())
                .put("frames-most-ms", type.games().frames().maxMillis())
                .put("rights", new JsonArray(type.rights().words()));
    }
}
