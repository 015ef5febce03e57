package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the frames of a run that have entries, and the last snapshot, for members who catch up. A frame without entries
 * takes no memory: every number that is not kept between {@link #first()} and {@link #last()} was empty.
 */
final class FrameLog {

    /** The overhead of a kept frame beside its JSON, in bytes. */
    private static final int OVERHEAD = 64;

    /** The fewest dropped frames that are removed from the list at once. */
    private static final int MIN_DROPPED = 64;

    /**
     * A frame with entries.
     *
     * @param json {@code [number,entry,…]}
     */
    record Kept(long number, byte[] json) {}

    private final long maxBytes;
    private final List<Kept> kept = new ArrayList<>();
    /** The index of the oldest frame; those before it are dropped. */
    private int head;

    private long bytes;
    private long first = 1;
    private long last;
    private @Nullable FrameSnapshot snapshot;

    /** @param maxBytes the most bytes of JSON that are kept; the oldest frames go first */
    FrameLog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The lowest number from which every frame is known. */
    long first() {
        return first;
    }

    /** The last frame that was told. */
    long last() {
        return last;
    }

    /** The last snapshot, or null. */
    @Nullable
    FrameSnapshot snapshot() {
        return snapshot;
    }

    /** The memory that the log takes, in bytes. */
    long retainedBytes() {
        return bytes
                + (long) OVERHEAD * (kept.size() - head)
                + (snapshot == null ? 0 : snapshot.data().length() + OVERHEAD);
    }

    /** @param json the frame, or null if it has no entries */
    void append(long number, byte @Nullable [] json) {
        last = number;
        if (json != null) {
            kept.add(new Kept(number, json));
            bytes += json.length;
            while (bytes > maxBytes) {
                dropOldest();
            }
        }
    }

    /** Drops all frames and the snapshot. The numbers go on. */
    void clear() {
        kept.clear();
        head = 0;
        bytes = 0;
        first = last + 1;
        snapshot = null;
    }

    private void dropOldest() {
        Kept oldest = kept.set(head++, null);
        if (head >= MIN_DROPPED && head * 2 >= kept.size()) {
            kept.subList(0, head).clear();
            head = 0;
        }
        bytes -= oldest.json.length;
        first = Math.max(first, oldest.number + 1);
    }

    /** Whether a snapshot of the frame is newer than the kept one, and not ahead of the run. */
    boolean accepts(long frame) {
        return frame >= 0 && frame <= last && (snapshot == null || frame > snapshot.frame());
    }

    /**
     * Keeps a snapshot in place of the last one. Frames up to the one before it are not needed any more.
     *
     * @return false if the frame was not told yet, or is not after the frame of the last snapshot
     */
    boolean keep(FrameSnapshot next) {
        if (!accepts(next.frame())) {
            return false;
        }
        if (snapshot != null) {
            while (head < kept.size() && kept.get(head).number <= snapshot.frame()) {
                dropOldest();
            }
            first = Math.max(first, snapshot.frame() + 1);
        }
        snapshot = next;
        return true;
    }

    /**
     * The frames after a number.
     *
     * @param after from 0
     * @param limit the most frames, from 1
     */
    FramePage page(long after, int limit) {
        return page(after, limit, null);
    }

    /** The kept snapshot and the frames after it; without one, the frames from the first on. */
    FramePage pageAfterSnapshot(int limit) {
        return page(snapshot == null ? 0 : snapshot.frame(), limit, snapshot);
    }

    private FramePage page(long after, int limit, @Nullable FrameSnapshot base) {
        if (after < first - 1 || after > last) {
            return new FramePage(last, false, List.of(), base);
        }
        List<RawJson> page = new ArrayList<>();
        long size = 0;
        long reached = 0;
        for (int i = indexAfter(after); i < kept.size(); i++) {
            Kept frame = kept.get(i);
            size += frame.json.length + 1;
            if (page.size() == limit || size > FramePage.MAX_BYTES && !page.isEmpty()) {
                return new FramePage(reached, true, page, base);
            }
            page.add(new RawJson(frame.json, 0, frame.json.length));
            reached = frame.number;
        }
        return new FramePage(last, true, page, base);
    }

    /** Returns the index of the first kept frame after a number, by binary search. */
    private int indexAfter(long after) {
        int low = head;
        int high = kept.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (kept.get(middle).number <= after) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
