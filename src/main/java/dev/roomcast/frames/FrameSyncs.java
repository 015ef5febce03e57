package dev.roomcast.frames;

import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.FrameSync;
import dev.roomcast.room.Ids;
import java.util.random.RandomGenerator;

/** Creates the frame sync of the rooms on a node, and contains their common collaborators. */
public final class FrameSyncs implements FrameSync.Factory {

    private final Ids ids;
    private final RandomGenerator random;
    private final FrameCounters counters;
    private final FrameSequencer.Factory sequencers;

    private FrameSyncs(Ids ids, RandomGenerator random, FrameCounters counters, FrameSequencer.Factory sequencers) {
        this.ids = ids;
        this.random = random;
        this.counters = counters;
        this.sequencers = sequencers;
    }

    /**
     * Creates frame sync for the rooms of a single node.
     *
     * @param ids generates the ids of runs
     * @param random generates their seeds
     * @param maxBytes the bound of the retained frames of all rooms, in bytes
     */
    public static FrameSyncs ofNode(Ids ids, RandomGenerator random, FrameCounters counters, long maxBytes) {
        FrameBudget budget = new FrameBudget(maxBytes, counters);
        return new FrameSyncs(ids, random, counters, (room, replica) -> new LocalFrames(room, replica, budget));
    }

    /**
     * Creates frame sync for rooms that nodes share.
     *
     * @param ids generates the ids of runs
     * @param random generates their seeds
     * @param sequencers the engine that orders and retains the frames
     */
    public static FrameSyncs shared(
            Ids ids, RandomGenerator random, FrameCounters counters, FrameSequencer.Factory sequencers) {
        return new FrameSyncs(ids, random, counters, sequencers);
    }

    @Override
    public FrameSync create(FrameRoom room) {
        return new RoomFrames(room, this);
    }

    FrameSequencer open(FrameRoom room, FrameReplica replica) {
        return sequencers.open(room, replica);
    }

    FrameCounters counters() {
        return counters;
    }

    String newRun() {
        return ids.run();
    }

    /** Returns a new unsigned 32-bit integer. */
    long newSeed() {
        return Integer.toUnsignedLong(random.nextInt());
    }
}
