package dev.roomcast.room;

import java.util.List;

/** Frame sync on one node. */
class MemoryFrameTest extends FrameContract {

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return List.of(new MemoryEngine(names, clock));
    }
}
