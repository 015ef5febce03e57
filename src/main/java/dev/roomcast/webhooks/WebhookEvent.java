package dev.roomcast.webhooks;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An event of a room.
 *
 * @param time the time in milliseconds since 1970
 * @param room the room; null: every room of the node
 * @param user with {@code client}, the member that the event concerns; null: none
 * @param reason the reason of a leave; null: none
 * @param publication the publication in level 1 form; null: none
 * @param run the run that has started or ended; null: none
 * @param match the match; null: none
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
     * @param prefix the mode, which is the prefix of the room's name
     * @param lineUp the players with their teams
     */
    record MatchDetails(String prefix, RawJson lineUp) {}

    /**
     * The fields of a run.
     *
     * @param rate the frames per second, with {@code players} as the number of players; null: the run has ended
     * @param frame the last frame, with {@code reason} as the reason for the end; null: the run has started
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

    /** The estimated size of an event without its publication, in bytes. */
    private static final int OVERHEAD = 200;

    static WebhookEvent ofRoom(EventType kind, long time, String room) {
        return new WebhookEvent(kind, time, room, null, null, null, null);
    }

    /** Returns the estimated size, in bytes. */
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
