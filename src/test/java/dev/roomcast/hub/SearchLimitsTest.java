package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.match.PartySkills;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.MatchRooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bound of searches on a node, and the end of a search during another unanswered request. */
class SearchLimitsTest {

    private static final long PATIENCE = 10_000;
    /** The maximum number of searches of a node. */
    private static final int MOST = 3;

    private final ManualNode node = new ManualNode();
    private final SlowTickets tickets = new SlowTickets();
    private final Matchmaking matching = matching();
    private ManualNode.Peer li;

    /** An engine that accepts every ticket and ends one at the test's request. */
    private static final class SlowTickets implements Tickets {
        private final List<Reason> asked = new ArrayList<>();
        private CompletableFuture<Ending> ending;

        @Override
        public void start(Listener listener) {}

        @Override
        public CompletionStage<Admission> add(Ticket ticket) {
            return CompletableFuture.completedFuture(Admission.ADDED);
        }

        @Override
        public CompletionStage<Ending> end(Ticket ticket, Reason reason) {
            asked.add(reason);
            return ending = new CompletableFuture<>();
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
        MatchMode duel = new MatchMode("duel-", 2, 2, 1, 100, 20, PATIENCE);
        return new Matchmaking(new Matchmaking.Parts(
                Map.of("duel-", duel),
                tickets,
                rooms,
                new PartySkills(rooms, null),
                null,
                match -> CompletableFuture.completedFuture(null),
                node.clock,
                MOST,
                1 << 20,
                match -> {},
                node.failures::add));
    }

    @BeforeEach
    void search() {
        matching.start();
        li = searching("r");
        li.received();
    }

    private ManualNode.Peer searching(String room) {
        ManualNode.Peer player = node.level1(room);
        player.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        player.send("{\"method\":\"$match\",\"id\":2,\"data\":{\"rooms\":\"duel-\"}}");
        node.settle();
        return player;
    }

    private static String last(ManualNode.Peer player) {
        List<String> received = player.received();
        return received.get(received.size() - 1);
    }

    private long searches() {
        return matching.counters().get("duel-").tickets.sum();
    }

    private void cancelLate() {
        li.send("{\"method\":\"$match\",\"id\":3,\"data\":{\"cancel\":2}}");
        node.settle();
        assertEquals(List.of(Tickets.Reason.CANCELLED), tickets.asked);
        node.pass(PATIENCE + 100);
        assertEquals(1, searches());
    }

    @Test
    void refuses_searches_beyond_the_bound_of_a_node() {
        for (int i = 1; i < MOST; i++) {
            assertEquals("{\"method\":\"$match\",\"id\":2,\"data\":{}}", last(searching("r" + i)));
        }
        String refused = last(searching("r"));
        assertTrue(refused.contains("\"code\":\"unavailable\",\"message\":\"too many searches wait\""), refused);
        assertEquals(MOST, searches());
    }

    @Test
    void ends_an_expired_search_after_the_engine_failed_to_cancel_it() {
        cancelLate();
        tickets.ending.completeExceptionally(new EngineUnavailableException());
        node.pass(2000);
        assertEquals(List.of(Tickets.Reason.CANCELLED, Tickets.Reason.TIMEOUT), tickets.asked);
        tickets.ending.complete(Tickets.Ending.ENDED);
        node.settle();
        assertEquals(0, searches());
    }

    @Test
    void drops_an_unannounced_match_despite_a_pending_cancel() {
        cancelLate();
        tickets.ending.complete(Tickets.Ending.MATCHED);
        node.pass(2000);
        tickets.ending.complete(Tickets.Ending.MATCHED);
        node.pass(61_000);
        assertEquals(0, searches());
    }
}
