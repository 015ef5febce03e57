package dev.roomcast.room;

import java.util.List;

/** Rules on one node. */
class MemoryRulesTest extends RulesContract {

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }
}
