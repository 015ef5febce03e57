package dev.roomcast.room;

import java.util.List;

class MemoryEngineTest extends EngineContract {

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }
}
