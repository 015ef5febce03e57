package dev.roomcast.match;

import java.util.List;

/**
 * Tickets that play together.
 *
 * @param teams the tickets of each team; all teams have the same number of players
 */
public record Match(List<List<Ticket>> teams) {

    /** All tickets, team by team. */
    public List<Ticket> tickets() {
        return teams.stream().flatMap(List::stream).toList();
    }
}
