package dev.roomcast.frames;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the frame sync of a node. Thread: any. */
public final class FrameCounters {

    /** The runs that take place. */
    public final LongAdder runs = new LongAdder();

    /** The frames that were told, of all runs. */
    public final LongAdder frames = new LongAdder();

    /** The inputs that were taken into a frame or wait for one. */
    public final LongAdder inputs = new LongAdder();

    /** By how much frames were late, in milliseconds, added up. */
    public final LongAdder lateMillis = new LongAdder();

    /** Frames that were more than 5 ms late. */
    public final LongAdder late = new LongAdder();

    /** Runs that were moved because a frame was more than a second late. */
    public final LongAdder moved = new LongAdder();

    /** Runs that lost their kept frames because the memory of all runs was used up. */
    public final LongAdder evicted = new LongAdder();

    /** How often this node took a run over from a node that was silent. */
    public final LongAdder takeovers = new LongAdder();

    /** The memory of kept frames and snapshots, in bytes. */
    final AtomicLong keptBytes = new AtomicLong();

    /** @return the memory of kept frames and snapshots, in bytes */
    public long keptBytes() {
        return keptBytes.get();
    }

    void add(long lateByMillis) {
        frames.increment();
        if (lateByMillis > 0) {
            lateMillis.add(lateByMillis);
            if (lateByMillis > 5) {
                late.increment();
            }
        }
    }
}
