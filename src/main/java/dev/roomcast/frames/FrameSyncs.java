package dev.roomcast.frames;

import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.FrameSync;
import dev.roomcast.room.Ids;
import java.util.random.RandomGenerator;

/** Creates the frame sync of the rooms of a node, with what they share. */
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
     * Creates frame sync for rooms that are on one node alone.
     *
     * @param ids makes up the names of runs
     * @param random makes up their seeds
     * @param maxBytes the most memory of the kept frames of all rooms, in bytes
     */
    public static FrameSyncs ofNode(Ids ids, RandomGenerator random, FrameCounters counters, long maxBytes) {
        FrameBudget budget = new FrameBudget(maxBytes, counters);
        return new FrameSyncs(ids, random, counters, (room, replica) -> new LocalFrames(room, replica, budget));
    }

    /**
     * Creates frame sync for rooms that nodes share.
     *
     * @param ids makes up the names of runs
     * @param random makes up their seeds
     * @param sequencers the engine that orders and keeps the frames
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

    /** An unsigned integer of 32 bits. */
    long newSeed() {
        return Integer.toUnsignedLong(random.nextInt());
    }
}
