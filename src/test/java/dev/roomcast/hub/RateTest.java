package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Limits;
import org.junit.jupiter.api.Test;

/** How much one may send, and how often things may happen. */
class RateTest {

    private static Limits limits(double messages, double bytes) {
        return new Limits(65536, messages, 3, bytes, 100, 1 << 20, 0, 0, 0, 0, 10_000, 25_000, 3000, 1024, 10, 0, 0, 0);
    }

    @Test
    void a_burst_passes_and_then_so_many_a_second() {
        Rate rate = new Rate(limits(2, 0), 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(rate.admit(1 << 20, 0));
        }
        assertFalse(rate.admit(1, 0));
        assertFalse(rate.admit(1, 499));
        assertTrue(rate.admit(1, 500));
        assertFalse(rate.admit(1, 500));
        for (int i = 0; i < 3; i++) {
            assertTrue(rate.admit(1, 60_000));
        }
        assertFalse(rate.admit(1, 60_000), "never more than a burst");
    }

    @Test
    void bytes_are_counted_for_themselves() {
        Rate rate = new Rate(limits(0, 10), 1000);
        assertTrue(rate.admit(60, 1000));
        assertTrue(rate.admit(40, 1000));
        assertFalse(rate.admit(1, 1000));
        assertTrue(rate.admit(0, 1000));
        assertFalse(rate.admit(21, 3000));
        assertTrue(rate.admit(20, 3000));
        assertFalse(rate.admit(101, 100_000), "never more than a burst");
        assertTrue(rate.admit(100, 100_000));
    }

    @Test
    void what_was_refused_costs_nothing() {
        Rate rate = new Rate(limits(1, 10), 0);
        assertFalse(rate.admit(101, 0));
        for (int i = 0; i < 3; i++) {
            assertTrue(rate.admit(30, 0));
        }
        assertFalse(rate.admit(10, 0), "three messages are through");
        assertTrue(rate.admit(20, 1000), "and only their bytes are gone");
    }

    @Test
    void patience_ends_after_a_burst_of_refusals_and_comes_back_with_time() {
        Rate rate = new Rate(limits(2, 0), 0);
        for (int i = 0; i < 3; i++) {
            assertFalse(rate.isTooMany(1));
        }
        assertTrue(rate.isTooMany(1));
        rate.fill(1000);
        assertFalse(rate.isTooMany(1));
        assertTrue(rate.isTooMany(1));
        rate.fill(100_000);
        for (int i = 0; i < 3; i++) {
            assertFalse(rate.isTooMany(1));
        }
        assertTrue(rate.isTooMany(1));
    }

    @Test
    void without_a_bound_patience_is_endless() {
        Rate rate = new Rate(limits(0, 0), 0);
        for (int i = 0; i < 1000; i++) {
            assertTrue(rate.admit(1 << 20, 0));
            assertFalse(rate.isTooMany(1));
        }
    }

    @Test
    void a_throttle_lets_each_do_so_much_within_a_second() {
        Throttle throttle = new Throttle(2);
        assertTrue(throttle.admit("a", 100));
        assertTrue(throttle.admit("a", 999));
        assertFalse(throttle.admit("a", 999));
        assertTrue(throttle.admit("b", 999));
        assertTrue(throttle.admit("a", 1000));
        Throttle none = new Throttle(0);
        for (int i = 0; i < 10; i++) {
            assertTrue(none.admit("a", 0));
        }
    }

    @Test
    void what_repeats_is_said_once_and_then_how_often_it_was_not_said() {
        long[] now = {5};
        Repeats repeats = new Repeats(() -> now[0]);
        assertEquals(0, repeats.admit());
        assertEquals(-1, repeats.admit());
        now[0] = 10_004;
        assertEquals(-1, repeats.admit());
        now[0] = 10_005;
        assertEquals(2, repeats.admit());
        assertEquals(-1, repeats.admit());
        now[0] = 30_000;
        assertEquals(1, repeats.admit());
    }
}
