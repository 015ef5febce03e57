package dev.roomcast.frames;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the memory of the retained frames on a node. Beyond the bound, the rooms whose runs have been inactive the
 * longest lose their retained frames. Thread: any.
 */
final class FrameBudget {

    private final long maxBytes;
    private final FrameCounters counters;
    private final Set<LocalFrames> keeping = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean evicting = new AtomicBoolean();

    /** @param maxBytes the bound for all rooms, in bytes */
    FrameBudget(long maxBytes, FrameCounters counters) {
        this.maxBytes = maxBytes;
        this.counters = counters;
    }

    FrameCounters counters() {
        return counters;
    }

    /** Updates the total after the retained frames of a room grew or shrank. */
    void change(LocalFrames room, long bytes, boolean keeps) {
        if (keeps) {
            keeping.add(room);
        } else {
            keeping.remove(room);
        }
        if (counters.keptBytes.addAndGet(bytes) > maxBytes && evicting.compareAndSet(false, true)) {
            try {
                evict();
            } finally {
                evicting.set(false);
            }
        }
    }

    private void evict() {
        record Quiet(LocalFrames room, long usedAt) {}
        List<LocalFrames> quietFirst = keeping.stream()
                .map(room -> new Quiet(room, room.usedAt()))
                .sorted(Comparator.comparingLong(Quiet::usedAt))
                .map(Quiet::room)
                .toList();
        long excess = counters.keptBytes.get() - maxBytes * 9 / 10;
        for (LocalFrames room : quietFirst) {
            if (excess <= 0) {
                return;
            }
            excess -= room.keptBytes();
            room.evict();
            counters.evicted.increment();
        }
    }
}
