package dev.roomcast.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FixedWindowLimiterTest {

    private static long admitted(FixedWindowLimiter limiter, String key, long now) {
        return IntStream.range(0, 60).filter(i -> limiter.admit(key, now)).count();
    }

    @Test
    void admits_each_key_up_to_its_limit_per_second() {
        FixedWindowLimiter limiter = new FixedWindowLimiter(5);
        assertEquals(5, admitted(limiter, "a", 1_000));
        assertEquals(5, admitted(limiter, "b", 1_500));
        assertFalse(limiter.admit("a", 1_999));
        assertTrue(limiter.admit("a", 2_000));
        assertEquals(4, admitted(limiter, "a", 2_999));
    }

    @Test
    void admits_everything_without_a_limit() {
        assertEquals(60, admitted(new FixedWindowLimiter(0), "a", 1_000));
    }
}
