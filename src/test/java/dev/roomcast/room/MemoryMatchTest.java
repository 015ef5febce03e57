package dev.roomcast.room;

import dev.roomcast.match.MatchMode;
import dev.roomcast.match.MemoryTickets;
import dev.roomcast.match.Tickets;
import java.util.List;
import java.util.Map;

/** Matchmaking on one node. */
class MemoryMatchTest extends MatchContract {

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }

    @Override
    protected Tickets tickets(
            Engine engine, Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures) {
        return new MemoryTickets(modes, names::room, clock, clock::execute, failures::add);
    }
}
