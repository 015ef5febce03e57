package dev.roomcast.match;

import java.util.List;

/**
 * A set of tickets that play together.
 *
 * @param teams the tickets of each team; all teams have the same number of players
 */
public record Match(List<List<Ticket>> teams) {

    /** Returns all tickets, team by team. */
    public List<Ticket> tickets() {
        return teams.stream().flatMap(List::stream).toList();
    }
}
