package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import org.junit.jupiter.api.Test;

/** Delays for addresses that send wrong keys. */
class WrongKeysTest {

    private final ManualClock clock = new ManualClock();
    private final WrongKeys wrong = new WrongKeys(clock);
    private int answered;

    private void tryKeys(String address, int count) {
        for (int i = 0; i < count; i++) {
            wrong.tried(address, () -> answered++);
        }
    }

    @Test
    void delays_answers_to_repeated_wrong_keys_increasingly() {
        tryKeys("203.0.113.7", WrongKeys.FREE);
        assertEquals(WrongKeys.FREE, answered);
        tryKeys("203.0.113.7", 3);
        assertEquals(WrongKeys.FREE, answered);
        tryKeys("203.0.113.8", 1);
        assertEquals(WrongKeys.FREE + 1, answered, "another address is answered at once");

        clock.advance(40);
        assertEquals(WrongKeys.FREE + 3, answered);
        clock.advance(20);
        assertEquals(WrongKeys.FREE + 4, answered);
    }

    @Test
    void blocks_an_address_with_too_many_waiting_answers() {
        tryKeys("203.0.113.7", WrongKeys.FREE + WrongKeys.MAX_WAITING - 1);
        assertFalse(wrong.isBlocked("203.0.113.7"));
        tryKeys("203.0.113.7", 1);
        assertTrue(wrong.isBlocked("203.0.113.7"));
        assertFalse(wrong.isBlocked("203.0.113.8"));

        clock.advance(WrongKeys.MAX_DELAY_MILLIS);
        assertFalse(wrong.isBlocked("203.0.113.7"));
    }

    @Test
    void forgets_wrong_keys_after_a_minute() {
        tryKeys("203.0.113.7", 2 * WrongKeys.FREE);
        clock.advance(60_000);
        int before = answered;
        tryKeys("203.0.113.7", 1);
        assertEquals(before + 1, answered);
    }
}
