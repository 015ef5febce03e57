package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatchRuleTest {

    private final List<Ticket> tickets = new ArrayList<>();

    private static MatchMode duel() {
        return new MatchMode("duel-", 2, 2, 1, 100, 20, 60_000);
    }

    private static MatchMode teams(int players, int minPlayers, int teams) {
        return new MatchMode("team-", players, minPlayers, teams, 100, 20, 60_000);
    }

    private void ticket(String key, long createdMillis, double skill, String... users) {
        List<Ticket.Player> players = Stream.of(users.length == 0 ? new String[] {key} : users)
                .map(user -> new Ticket.Player(user, user, RawJson.EMPTY_OBJECT))
                .toList();
        tickets.add(new Ticket(key, 1, "lobby", "m-", "{}", createdMillis, skill, players));
    }

    private Match next(MatchMode mode, long nowMillis) {
        return new MatchRule(mode).next(tickets, nowMillis);
    }

    private static List<String> keys(Match match) {
        return match.tickets().stream().map(Ticket::client).toList();
    }

    private static List<List<String>> teams(Match match) {
        return match.teams().stream()
                .map(team -> team.stream().map(Ticket::client).toList())
                .toList();
    }

    @Test
    void matches_the_oldest_ticket_with_the_nearest_one() {
        ticket("old", 0, 1000);
        ticket("far", 1, 1090);
        ticket("near", 2, 1010);
        assertEquals(List.of("old", "near"), keys(next(duel(), 10)));
    }

    @Test
    void prefers_the_older_of_two_equally_near_tickets() {
        ticket("old", 0, 1000);
        ticket("below", 1, 990);
        ticket("above", 2, 1010);
        assertEquals(List.of("old", "below"), keys(next(duel(), 10)));
    }

    @Test
    void widens_the_window_of_a_waiting_ticket() {
        ticket("old", 0, 1000);
        ticket("newcomer", 9_999, 1300);
        assertNull(next(duel(), 9_999));
        assertNotNull(next(duel(), 10_000));
    }

    @Test
    void does_not_match_two_tickets_of_one_user() {
        ticket("one", 0, 0, "li");
        ticket("two", 1, 0, "li");
        assertNull(next(duel(), 1000));
        ticket("three", 2, 0, "wang");
        assertEquals(List.of("one", "three"), keys(next(duel(), 1000)));
    }

    @Test
    void accepts_a_smaller_match_after_half_of_the_patience() {
        ticket("a", 0, 0);
        ticket("b", 0, 0);
        ticket("c", 0, 0);
        assertNull(next(teams(6, 2, 2), 29_999));
        assertEquals(2, next(teams(6, 2, 2), 30_000).tickets().size(), "a multiple of the teams");
        ticket("d", 29_000, 0);
        assertEquals(4, next(teams(6, 2, 2), 30_000).tickets().size(), "as many as available");
    }

    @Test
    void assigns_whole_parties_to_the_weaker_team() {
        ticket("pair", 0, 50, "a", "b");
        ticket("strong", 1, 90);
        ticket("weak", 2, 10);
        assertEquals(List.of(List.of("pair"), List.of("strong", "weak")), teams(next(teams(4, 4, 2), 10)));
    }

    @Test
    void skips_a_party_that_fits_into_no_team() {
        ticket("single", 0, 0);
        ticket("pair", 1, 0, "a", "b");
        ticket("second", 2, 0);
        ticket("other-pair", 3, 0, "c", "d");
        ticket("third", 4, 0);
        ticket("fourth", 5, 0);
        Match match = next(teams(4, 4, 2), 10);
        assertEquals(4, match.tickets().stream().mapToInt(Ticket::size).sum());
        match.teams()
                .forEach(team ->
                        assertEquals(2, team.stream().mapToInt(Ticket::size).sum()));
    }

    @Test
    void continues_with_the_next_ticket_if_the_oldest_has_no_match() {
        ticket("alone", 0, 9_000);
        ticket("a", 1, 0);
        ticket("b", 2, 0);
        assertEquals(List.of("a", "b"), keys(next(duel(), 10)));
    }
}
