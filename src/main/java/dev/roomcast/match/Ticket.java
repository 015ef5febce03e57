package dev.roomcast.match;

import dev.roomcast.protocol.RawJson;
import java.util.List;

/**
 * One search for a match, by a player or by the host of a party.
 *
 * @param client of the member that asks
 * @param id of its request; with the client it names the ticket
 * @param room in which the member asks
 * @param prefix the mode
 * @param same the values that all tickets of a match share, as canonical JSON
 * @param createdMillis when it was created, by the node's clock; the age decides which ticket chooses first
 * @param skill of the player, or the mean of the party's players
 * @param players whom the match is to take, at least one; the asking member first
 */
public record Ticket(
        String client,
        long id,
        String room,
        String prefix,
        String same,
        long createdMillis,
        double skill,
        List<Player> players) {

    /** One player of a ticket. */
    public record Player(String client, String user, RawJson info) {}

    /** Unique among all tickets. */
    public String key() {
        return client + ':' + id;
    }

    /** Names the tickets that can meet. */
    public String bucket() {
        return prefix + same;
    }

    /** The number of its players. */
    public int size() {
        return players.size();
    }

    /** The same ticket with another time of creation. */
    public Ticket createdAt(long millis) {
        return new Ticket(client, id, room, prefix, same, millis, skill, players);
    }
}
