package dev.roomcast.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

    private final AtomicLong clock = new AtomicLong(-7);
    private final LogThrottle throttle = new LogThrottle(clock::get);
    private final List<Long> suppressed = new ArrayList<>();

    @Test
    void logs_the_first_line_at_once_and_then_one_per_ten_seconds_with_the_number_of_suppressed_lines() {
        for (int i = 0; i < 25; i++) {
            throttle.log(suppressed::add);
            clock.addAndGet(1_000);
        }
        assertEquals(List.of(0L, 9L, 9L), suppressed);
    }

    @Test
    void logs_a_line_after_ten_quiet_seconds_as_the_first() {
        throttle.log(suppressed::add);
        clock.addAndGet(10_000);
        throttle.log(suppressed::add);
        clock.addAndGet(9_999);
        throttle.log(suppressed::add);
        assertEquals(List.of(0L, 0L), suppressed);
    }
}
