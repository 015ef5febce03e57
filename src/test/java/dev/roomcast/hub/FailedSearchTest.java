package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.match.PartySkills;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets;
import dev.roomcast.room.MatchRooms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to searches with a failing engine, and the release of their places. */
class FailedSearchTest {

    private static final long PATIENCE = 10_000;

    private final ManualNode node = new ManualNode();
    private final FailingTickets tickets = new FailingTickets();
    private final Matchmaking matching = matching();
    private ManualNode.Peer li;

    /** Accepts and ends every ticket, unless the test makes the next call throw. */
    private static final class FailingTickets implements Tickets {
        private String failing = "";

        private void check(String call) {
            if (failing.equals(call)) {
                failing = "";
                throw new IllegalStateException("thrown by the test");
            }
        }

        @Override
        public void start(Listener listener) {}

        @Override
        public CompletionStage<Admission> add(Ticket ticket) {
            check("add");
            return CompletableFuture.completedFuture(Admission.ADDED);
        }

        @Override
        public CompletionStage<Ending> end(Ticket ticket, Reason reason) {
            check("end");
            return CompletableFuture.completedFuture(Ending.ENDED);
        }

        @Override
        public void setHeld(Ticket ticket, boolean isHeld) {}

        @Override
        public void run() {}

        @Override
        public CompletionStage<Boolean> announce(MadeMatch match) {
            return CompletableFuture.completedFuture(true);
        }
    }

    private Matchmaking matching() {
        MatchRooms rooms = new MatchRooms(node.rooms);
        return new Matchmaking(new Matchmaking.Parts(
                Map.of("duel-", new MatchMode("duel-", 2, 2, 1, 100, 20, PATIENCE)),
                tickets,
                rooms,
                new PartySkills(rooms, null),
                null,
                match -> CompletableFuture.completedFuture(null),
                node.clock,
                100,
                1 << 20,
                match -> {},
                node.failures::add));
    }

    @BeforeEach
    void connect() {
        matching.start();
        li = node.level1("r");
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        li.received();
    }

    private String answer(String request) {
        li.send(request);
        node.settle();
        List<String> received = li.received();
        return received.isEmpty() ? "" : received.get(received.size() - 1);
    }

    private String search(int id) {
        return answer("{\"method\":\"$match\",\"id\":" + id + ",\"data\":{\"rooms\":\"duel-\"}}");
    }

    private long searches() {
        return matching.counters().get("duel-").tickets.sum();
    }

    @Test
    void refuses_a_search_whose_ticket_cannot_be_added() {
        tickets.failing = "add";
        assertTrue(search(2).contains("\"code\":\"unavailable\""));
        assertEquals(0, searches());
        assertEquals("{\"method\":\"$match\",\"id\":3,\"data\":{}}", search(3));
        assertEquals(1, searches());
    }

    @Test
    void refuses_a_cancel_whose_ticket_cannot_be_ended_and_ends_the_search_at_its_timeout() {
        search(2);
        tickets.failing = "end";
        assertTrue(answer("{\"method\":\"$match\",\"id\":3,\"data\":{\"cancel\":2}}")
                .contains("\"code\":\"unavailable\""));
        node.pass(PATIENCE + 2000);
        assertEquals(0, searches());
        assertFalse(li.received().isEmpty());
    }

    @Test
    void ends_a_search_at_the_next_attempt_after_a_failed_one() {
        search(2);
        tickets.failing = "end";
        node.pass(PATIENCE + 3000);
        assertEquals(0, searches());
    }

    @Test
    void refuses_a_failed_cancel_of_a_search_on_another_node() {
        tickets.failing = "end";
        assertTrue(answer("{\"method\":\"$match\",\"id\":3,\"data\":{\"cancel\":2}}")
                .contains("\"code\":\"unavailable\""));
        assertTrue(li.connection.isOpen());
    }
}
