package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdempotencyWindowTest {

    private final IdempotencyWindow ids = new IdempotencyWindow();

    @Test
    void returns_no_offset_for_an_unused_id() {
        assertEquals(-1, ids.offsetOf(7));
    }

    @Test
    void remembers_the_last_256_ids() {
        for (int id = 1; id <= 1000; id++) {
            ids.remember(id, id + 5000);
            for (int known = Math.max(1, id - 255); known <= id; known++) {
                assertEquals(known + 5000, ids.offsetOf(known));
            }
            assertEquals(-1, ids.offsetOf(id - 256));
        }
    }
}
