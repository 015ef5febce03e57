package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Retains the non-empty frames of a run, and its last snapshot, for members who catch up. An empty frame takes no
 * memory: every number between {@link #first()} and {@link #last()} that is not retained belongs to an empty frame.
 */
final class FrameLog {

    /** The overhead of a retained frame beyond its JSON, in bytes. */
    private static final int OVERHEAD = 64;

    /** The minimum number of dropped frames that are removed from the list together. */
    private static final int MIN_DROPPED = 64;

    /**
     * A non-empty frame.
     *
     * @param json the frame as {@code [number,entry,…]}
     */
    record Kept(long number, byte[] json) {}

    private final long maxBytes;
    private final List<Kept> kept = new ArrayList<>();
    /** The index of the oldest retained frame; earlier ones are dropped. */
    private int head;

    private long bytes;
    private long first = 1;
    private long last;
    private @Nullable FrameSnapshot snapshot;

    /** @param maxBytes the bound of the JSON, in bytes; beyond it, the oldest frames are dropped */
    FrameLog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns the number from which every frame is retained. */
    long first() {
        return first;
    }

    /** Returns the number of the last frame. */
    long last() {
        return last;
    }

    /** Returns the last snapshot; null: none. */
    @Nullable
    FrameSnapshot snapshot() {
        return snapshot;
    }

    /** Returns the memory of the log, in bytes. */
    long retainedBytes() {
        return bytes
                + (long) OVERHEAD * (kept.size() - head)
                + (snapshot == null ? 0 : snapshot.data().length() + OVERHEAD);
    }

    /** Appends a frame. @param json the frame; null: it has no entries */
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

    /** Drops all frames and the snapshot. The numbering continues. */
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

    /** Returns whether a snapshot of a frame is newer than the retained one, and not ahead of the run. */
    boolean accepts(long frame) {
        return frame >= 0 && frame <= last && (snapshot == null || frame > snapshot.frame());
    }

    /**
     * Replaces the snapshot. Frames up to the previous snapshot are dropped.
     *
     * @return false if the frame is ahead of the run, or not after the frame of the last snapshot
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
     * Returns the frames after a number.
     *
     * @param after the number, from 0
     * @param limit the maximum number of frames, from 1
     */
    FramePage page(long after, int limit) {
        return page(after, limit, null);
    }

    /** Returns the retained snapshot and the frames after it; without a snapshot, the frames from the first one on. */
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

    /** Returns the index of the first retained frame after a number, by binary search. */
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
