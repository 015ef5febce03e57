package dev.roomcast.webhooks;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An event of a room.
 *
 * @param time in milliseconds since 1970
 * @param room null: every room of the node
 * @param user of the event, and {@code client}; null: none
 * @param reason why a member left, or null
 * @param publication as level 1 receives it, or null
 * @param run the run that started or ended, or null
 * @param match the match, or null
 */
record WebhookEvent(
        EventType kind,
        long time,
        @Nullable String room,
        @Nullable String user,
        @Nullable String client,
        @Nullable String reason,
        @Nullable Frame publication,
        @Nullable RunDetails run,
        @Nullable MatchDetails match) {

    /**
     * The fields of a match.
     *
     * @param prefix the mode
     * @param lineUp its players with their teams
     */
    record MatchDetails(String prefix, RawJson lineUp) {}

    /**
     * The fields of a run.
     *
     * @param rate frames per second, and {@code players} their number; null for a run that has ended
     * @param frame the last frame, and {@code reason} why the run ended; null for one that has started
     */
    record RunDetails(
            String run,
            @Nullable Integer rate,
            @Nullable Integer players,
            @Nullable Long frame,
            @Nullable String reason) {

        static RunDetails started(String run, int rate, int players) {
            return new RunDetails(run, rate, players, null, null);
        }

        static RunDetails ended(String run, long frame, String reason) {
            return new RunDetails(run, null, null, frame, reason);
        }
    }

    WebhookEvent(
            EventType kind,
            long time,
            String room,
            @Nullable String user,
            @Nullable String client,
            @Nullable String reason,
            @Nullable Frame publication) {
        this(kind, time, room, user, client, reason, publication, null, null);
    }

    static WebhookEvent ofRun(EventType kind, long time, String room, RunDetails run) {
        return new WebhookEvent(kind, time, room, null, null, run.reason, null, run, null);
    }

    static WebhookEvent ofMatch(long time, String room, MatchDetails match) {
        return new WebhookEvent(EventType.MATCH_MADE, time, room, null, null, null, null, null, match);
    }

    /** The estimated bytes of an event besides its publication. */
    private static final int OVERHEAD = 200;

    static WebhookEvent ofRoom(EventType kind, long time, String room) {
        return new WebhookEvent(kind, time, room, null, null, null, null);
    }

    /** Its size in bytes. */
    int size() {
        return OVERHEAD
                + (publication == null ? 0 : publication.length())
                + (match == null ? 0 : match.lineUp.length());
    }

    void write(StringBuilder json) {
        JsonObject event = new JsonObject().put("event", kind.word()).put("time", time);
        put(event, "room", room);
        put(event, "user", user);
        put(event, "client", client);
        if (run != null) {
            put(event, "run", run.run);
            put(event, "rate", run.rate);
            put(event, "players", run.players);
            put(event, "frame", run.frame);
        }
        put(event, "reason", reason);
        if (match != null) {
            event.put("rooms", match.prefix);
        }
        json.append(event.encode());
        if (match != null) {
            json.setLength(json.length() - 1);
            json.append(',')
                    .append(match.lineUp.toString(), 1, match.lineUp.toString().length());
        }
        if (publication != null) {
            json.setLength(json.length() - 1);
            json.append(",\"publication\":").append(publication.payloadText()).append('}');
        }
    }

    private static void put(JsonObject event, String name, @Nullable Object value) {
        if (value != null) {
            event.put(name, value);
        }
    }
}
