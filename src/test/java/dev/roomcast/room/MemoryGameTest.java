package dev.roomcast.room;

import java.util.List;

/** Games on one node. */
class MemoryGameTest extends GameContract {

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }
}
