package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.hub.ManualClock;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.EngineUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Matchmaking of one node with an engine whose answers the test controls. */
class MatchmakingTest {

    private static final MatchMode DUEL = new MatchMode("duel-", 2, 2, 1, 100, 20, 60_000);
    private static final MadeMatch MATCH = new MadeMatch(
            "1", "duel-1", "duel-", List.of(new MadeMatch.Seat("lobby", "c_1", 1, "li", RawJson.of("{}"), 0, 10)));

    private final List<CompletableFuture<Boolean>> announcements = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    /** The throwing component: the line-ups, the tickets or the webhooks. */
    private String failing = "";
    /** The rooms of the matches that webhooks report. */
    private final List<String> posted = new ArrayList<>();

    private final Matchmaking matchmaking = new Matchmaking(new Matchmaking.Parts(
            Map.of("duel-", DUEL),
            new SilentTickets(),
            null,
            null,
            null,
            match -> {
                check("line-up");
                return CompletableFuture.completedFuture(null);
            },
            new ManualClock(),
            100,
            1 << 20,
            match -> {
                check("webhook");
                posted.add(match.room());
            },
            failures::add));

    private void check(String part) {
        if (failing.equals(part)) {
            throw new IllegalStateException(part);
        }
    }

    private final class SilentTickets implements Tickets {
        @Override
        public void start(Listener listener) {}

        @Override
        public CompletionStage<Admission> add(Ticket ticket) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Ending> end(Ticket ticket, Reason reason) {
            return new CompletableFuture<>();
        }

        @Override
        public void setHeld(Ticket ticket, boolean isHeld) {}

        @Override
        public void run() {}

        @Override
        public CompletionStage<Boolean> announce(MadeMatch match) {
            check("tickets");
            announcements.add(new CompletableFuture<>());
            return announcements.get(announcements.size() - 1);
        }
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), failures);
    }

    @Test
    void posts_a_match_that_this_node_announced_first() {
        matchmaking.onMade(MATCH);
        announcements.get(0).complete(true);
        assertEquals(List.of("duel-1"), posted);
        assertEquals(1, matchmaking.counters().get("duel-").matches.sum());
    }

    @Test
    void leaves_a_match_to_the_node_that_announced_it_first() {
        matchmaking.onMade(MATCH);
        announcements.get(0).complete(false);
        assertEquals(List.of(), posted);
    }

    @Test
    void posts_a_match_after_an_unanswered_announcement() {
        matchmaking.onMade(MATCH);
        announcements.get(0).completeExceptionally(new EngineUnavailableException());
        assertEquals(List.of("duel-1"), posted);
    }

    @Test
    void announces_a_match_whose_line_up_cannot_be_published() {
        failing = "line-up";
        matchmaking.onMade(MATCH);
        announcements.get(0).complete(true);
        assertEquals(List.of("duel-1"), posted);
        assertReported("line-up");
    }

    @Test
    void posts_a_match_that_cannot_be_announced() {
        failing = "tickets";
        matchmaking.onMade(MATCH);
        assertEquals(List.of("duel-1"), posted);
        assertReported("tickets");
    }

    @Test
    void reports_a_webhook_that_fails() {
        failing = "webhook";
        matchmaking.onMade(MATCH);
        announcements.get(0).complete(true);
        assertReported("webhook");
    }

    private void assertReported(String message) {
        assertEquals(
                List.of(message), failures.stream().map(Throwable::getMessage).toList());
        failures.clear();
    }
}
