package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecentIdsTest {

    private final RecentIds ids = new RecentIds();

    @Test
    void an_id_that_was_never_used_has_no_offset() {
        assertEquals(-1, ids.offsetOf(7));
    }

    @Test
    void the_last_256_ids_are_remembered_and_older_ones_are_not() {
        for (int id = 1; id <= 1000; id++) {
            ids.remember(id, id + 5000);
            for (int known = Math.max(1, id - 255); known <= id; known++) {
                assertEquals(known + 5000, ids.offsetOf(known));
            }
            assertEquals(-1, ids.offsetOf(id - 256));
        }
    }
}
