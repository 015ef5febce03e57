package dev.roomcast.match;

import dev.roomcast.protocol.RawJson;
import java.util.List;

/**
 * One search for a match, by a player or by the host of a party.
 *
 * @param client the client of the searching member
 * @param id the id of its request; together with the client it identifies the ticket
 * @param room the room in which the member searches
 * @param prefix the mode
 * @param same the values that all tickets of a match share, as canonical JSON
 * @param createdMillis the time of creation by the node's clock; the oldest ticket chooses first
 * @param skill the skill of the player, or the mean skill of a party
 * @param players the players of the ticket, at least one; the searching member first
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

    /** A player of a ticket. */
    public record Player(String client, String user, RawJson info) {}

    /** Returns a key that is unique among all tickets. */
    public String key() {
        return client + ':' + id;
    }

    /** Returns the name of the group of tickets that may be matched with each other. */
    public String bucket() {
        return prefix + same;
    }

    /** Returns the number of players. */
    public int size() {
        return players.size();
    }

    /** Returns the same ticket with another time of creation. */
    public Ticket createdAt(long millis) {
        return new Ticket(client, id, room, prefix, same, millis, skill, players);
    }
}
