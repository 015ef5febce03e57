package dev.roomcast.room;

import dev.roomcast.match.MatchMode;
import dev.roomcast.match.MemoryTickets;
import dev.roomcast.match.Tickets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Matchmaking on one node. */
class MemoryMatchTest {

    private static List<Engine> one(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }

    private static Tickets memory(
            Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures) {
        return new MemoryTickets(modes, names::room, clock, clock::execute, failures::add);
    }

    @Nested
    class Matches extends MatchContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return one(names, clock);
        }

        @Override
        protected Tickets tickets(
                Engine engine, Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures) {
            return memory(modes, names, clock, failures);
        }
    }

    @Nested
    class Parties extends PartyContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return one(names, clock);
        }

        @Override
        protected Tickets tickets(
                Engine engine, Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures) {
            return memory(modes, names, clock, failures);
        }
    }
}
