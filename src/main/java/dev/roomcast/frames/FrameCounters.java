package dev.roomcast.frames;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the frame sync of a node. Thread: any. */
public final class FrameCounters {

    /** Runs in progress. */
    public final LongAdder runs = new LongAdder();

    /** Frames sent, of all runs. */
    public final LongAdder frames = new LongAdder();

    /** Inputs that were accepted for a frame. */
    public final LongAdder inputs = new LongAdder();

    /** Total delay of frames, in milliseconds. */
    public final LongAdder lateMillis = new LongAdder();

    /** Frames with a delay of more than 5 ms. */
    public final LongAdder late = new LongAdder();

    /** Shifts of a run's schedule after a delay of more than a second. */
    public final LongAdder moved = new LongAdder();

    /** Runs that lost their retained frames because all runs exceeded their memory. */
    public final LongAdder evicted = new LongAdder();

    /** Runs that this node took over from a silent node. */
    public final LongAdder takeovers = new LongAdder();

    /** The memory of retained frames and snapshots, in bytes. */
    final AtomicLong keptBytes = new AtomicLong();

    /** @return the memory of retained frames and snapshots, in bytes */
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
