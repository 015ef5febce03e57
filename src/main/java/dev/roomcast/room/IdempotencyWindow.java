package dev.roomcast.room;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids and offsets of a member's latest publications, so that a repeated publication is not published again. It
 * remembers the last {@value #SIZE} ids; it starts small, because few members use ids.
 */
final class IdempotencyWindow {

    static final int SIZE = 256;

    private long[] ids = new long[8];
    private long[] offsets = new long[8];
    private long count;

    /** @return the offset; 0: published without an offset; -1: the id is not remembered */
    long offsetOf(long id) {
        for (int i = 0; i < Math.min(count, ids.length); i++) {
            if (ids[i] == id) {
                return offsets[i];
            }
        }
        return -1;
    }

    /** Returns the remembered ids with their offsets, oldest first. */
    Map<Long, Long> all() {
        Map<Long, Long> all = new LinkedHashMap<>();
        long kept = Math.min(count, ids.length);
        for (long i = count - kept; i < count; i++) {
            all.put(ids[(int) (i % ids.length)], offsets[(int) (i % ids.length)]);
        }
        return all;
    }

    void remember(long id, long offset) {
        if (count == ids.length && ids.length < SIZE) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        int at = (int) (count % ids.length);
        ids[at] = id;
        offsets[at] = offset;
        count++;
    }
}
