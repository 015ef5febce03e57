package dev.roomcast.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the frames of room search and matchmaking. */
public final class MatchFrames {

    private MatchFrames() {}

    /**
     * A room that is published for search.
     *
     * @param list the list entry in its original encoding
     * @param players the number of its players, including those away
     * @param max the maximum number of players; 0: unknown
     * @param isOpen whether it accepts another player
     */
    public record ListedRoom(String room, RawJson list, int players, long max, boolean isOpen) {

        /** Returns the estimated size of the entry, in bytes. */
        public int size() {
            return 100 + room.length() + list.length();
        }
    }

    /**
     * A player of a match.
     *
     * @param team the index of the team, from 0
     */
    public record MatchPlayer(String user, RawJson info, int team) {}

    /**
     * Answers {@code $rooms}.
     *
     * @param next the name after which the next page begins; null: this is the last page
     */
    public static Frame rooms(long id, List<ListedRoom> rooms, @Nullable String next) {
        JsonWriter writer = start("$rooms", id, 512).ascii("{\"rooms\":[");
        String comma = "";
        for (ListedRoom each : rooms) {
            writer.ascii(comma)
                    .ascii("{\"room\":")
                    .string(each.room)
                    .ascii(",\"list\":")
                    .raw(each.list)
                    .ascii(",\"players\":")
                    .number(each.players);
            if (each.max > 0) {
                writer.ascii(",\"max\":").number(each.max);
            }
            writer.ascii(",\"open\":" + each.isOpen + "}");
            comma = ",";
        }
        writer.ascii("]");
        if (next != null) {
            writer.ascii(",\"next\":").string(next);
        }
        return writer.ascii("}}").frame();
    }

    /** Returns the players of a match for {@link #matched}; the value is the same for all of them. */
    public static RawJson players(List<MatchPlayer> players) {
        return list(players, true);
    }

    /** Returns the players of a match with only their users and teams. */
    public static RawJson lineUp(List<MatchPlayer> players) {
        RawJson list = list(players, false);
        byte[] json = new JsonWriter(list.length() + 16)
                .ascii("{\"players\":")
                .raw(list)
                .ascii("}")
                .json();
        return new RawJson(json, 0, json.length);
    }

    private static RawJson list(List<MatchPlayer> players, boolean withInfo) {
        JsonWriter writer = new JsonWriter(64 * players.size() + 2).ascii("[");
        String comma = "";
        for (MatchPlayer each : players) {
            writer.ascii(comma).ascii("{\"user\":").string(each.user);
            if (withInfo) {
                writer.ascii(",\"info\":").raw(each.info);
            }
            writer.ascii(",\"team\":").number(each.team).ascii("}");
            comma = ",";
        }
        byte[] json = writer.ascii("]").json();
        return new RawJson(json, 0, json.length);
    }

    /**
     * Encodes the notification of a player about its match.
     *
     * @param id the id of the request that began the search; 0: the player sent none
     * @param room the room of the match
     * @param team the team of the player
     * @param players the result of {@link #players}
     */
    public static Frame matched(long id, String room, int team, RawJson players) {
        return start("$matched", id, 128 + players.length())
                .ascii("{\"room\":")
                .string(room)
                .ascii(",\"team\":")
                .number(team)
                .ascii(",\"players\":")
                .raw(players)
                .ascii("}}")
                .frame();
    }

    /**
     * Encodes the frame that ends a search without a match.
     *
     * @param reason {@code timeout} or {@code party}
     */
    public static Frame unmatched(long id, String reason) {
        return start("$matched", id, 64)
                .ascii("{\"reason\":")
                .string(reason)
                .ascii("}}")
                .frame();
    }

    private static JsonWriter start(String method, long id, int size) {
        JsonWriter writer = new JsonWriter(size).ascii("{\"method\":\"" + method + "\"");
        if (id > 0) {
            writer.ascii(",\"id\":").number(id);
        }
        return writer.ascii(",\"data\":");
    }
}
