package dev.roomcast.hooks;

import dev.roomcast.protocol.Frame;
import io.vertx.core.json.JsonObject;

/**
 * Something that happened in a room.
 *
 * @param time in milliseconds since 1970
 * @param room null: in every room of the node
 * @param user whom it is about, and {@code client}; null: nobody
 * @param reason why a member left, or null
 * @param publication as level 1 gets it, or null
 */
record Event(Kind kind, long time, String room, String user, String client, String reason, Frame publication) {

    /** What is held for an event besides its publication, in bytes; about. */
    private static final int OVERHEAD = 200;

    static Event ofRoom(Kind kind, long time, String room) {
        return new Event(kind, time, room, null, null, null, null);
    }

    /** What it holds, in bytes. */
    int size() {
        return OVERHEAD + (publication == null ? 0 : publication.length());
    }

    void write(StringBuilder json) {
        JsonObject event = new JsonObject().put("event", kind.word()).put("time", time);
        put(event, "room", room);
        put(event, "user", user);
        put(event, "client", client);
        put(event, "reason", reason);
        json.append(event.encode());
        if (publication != null) {
            json.setLength(json.length() - 1);
            json.append(",\"publication\":").append(publication.payloadText()).append('}');
        }
    }

    private static void put(JsonObject event, String name, String value) {
        if (value != null) {
            event.put(name, value);
        }
    }
}
