package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.concurrent.FixedWindowLimiter;
import dev.roomcast.concurrent.LogThrottle;
import dev.roomcast.testkit.NodeLimits;
import org.junit.jupiter.api.Test;

/** Rate limits of a member and the fixed-window limiter. */
class MemberRateLimiterTest {

    private static Limits limits(double messages, double bytes) {
        return NodeLimits.defaults()
                .withMessages(messages, 3)
                .withBytes(bytes, 100)
                .build();
    }

    @Test
    void admits_a_burst_and_then_the_rate() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(2, 0), 0);
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
        assertFalse(rate.admit(1, 60_000), "at most one burst");
    }

    @Test
    void limits_a_member_from_another_node_to_one_second_of_its_rate() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(2, 10), 0);
        rate.limitToOneSecond();
        assertFalse(rate.admit(11, 0), "also of the bytes");
        assertTrue(rate.admit(5, 0));
        assertTrue(rate.admit(5, 0));
        assertFalse(rate.admit(0, 0));
        assertTrue(rate.admit(5, 500));
    }

    @Test
    void counts_bytes_separately() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(0, 10), 1000);
        assertTrue(rate.admit(60, 1000));
        assertTrue(rate.admit(40, 1000));
        assertFalse(rate.admit(1, 1000));
        assertTrue(rate.admit(0, 1000));
        assertFalse(rate.admit(21, 3000));
        assertTrue(rate.admit(20, 3000));
        assertFalse(rate.admit(101, 100_000), "at most one burst");
        assertTrue(rate.admit(100, 100_000));
    }

    @Test
    void charges_nothing_for_refused_messages() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(1, 10), 0);
        assertFalse(rate.admit(101, 0));
        for (int i = 0; i < 3; i++) {
            assertTrue(rate.admit(30, 0));
        }
        assertFalse(rate.admit(10, 0), "three messages are admitted");
        assertTrue(rate.admit(20, 1000), "only their bytes are charged");
    }

    @Test
    void closes_after_a_burst_of_refusals_and_recovers_with_time() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(2, 0), 0);
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
    void tolerates_all_refusals_without_a_rate_limit() {
        MemberRateLimiter rate = new MemberRateLimiter(limits(0, 0), 0);
        for (int i = 0; i < 1000; i++) {
            assertTrue(rate.admit(1 << 20, 0));
            assertFalse(rate.isTooMany(1));
        }
    }

    @Test
    void admits_a_fixed_number_per_key_and_second() {
        FixedWindowLimiter throttle = new FixedWindowLimiter(2);
        assertTrue(throttle.admit("a", 100));
        assertTrue(throttle.admit("a", 999));
        assertFalse(throttle.admit("a", 999));
        assertTrue(throttle.admit("b", 999));
        assertTrue(throttle.admit("a", 1000));
        FixedWindowLimiter none = new FixedWindowLimiter(0);
        for (int i = 0; i < 10; i++) {
            assertTrue(none.admit("a", 0));
        }
    }

    @Test
    void logs_repetitions_once_with_their_number() {
        long[] now = {5};
        LogThrottle logThrottle = new LogThrottle(() -> now[0]);
        assertEquals(0, logThrottle.admit());
        assertEquals(-1, logThrottle.admit());
        now[0] = 10_004;
        assertEquals(-1, logThrottle.admit());
        now[0] = 10_005;
        assertEquals(2, logThrottle.admit());
        assertEquals(-1, logThrottle.admit());
        now[0] = 30_000;
        assertEquals(1, logThrottle.admit());
    }
}
