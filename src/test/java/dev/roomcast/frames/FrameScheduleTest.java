package dev.roomcast.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FrameScheduleTest {

    @Test
    void does_not_drift_at_rates_that_do_not_divide_a_second() {
        FrameSchedule schedule = new FrameSchedule(30);
        schedule.align(0, 5_000);
        assertEquals(5_033, schedule.dueAt(1));
        assertEquals(5_066, schedule.dueAt(2));
        assertEquals(5_100, schedule.dueAt(3));
        assertEquals(5_000 + 3_600_000, schedule.dueAt(30 * 3600));
    }

    @Test
    void moves_its_base_after_a_pause() {
        FrameSchedule schedule = new FrameSchedule(10);
        schedule.align(0, 0);
        schedule.align(FrameSchedule.elapsedMillis(50, 10), 60_000);
        assertEquals(60_100, schedule.dueAt(51));
    }

    @Test
    void skips_a_frame_only_after_a_second() {
        FrameSchedule schedule = new FrameSchedule(60);
        schedule.align(0, 0);
        assertFalse(schedule.isLost(60, 2_000));
        assertTrue(schedule.isLost(60, 2_001));
    }

    @Test
    void notices_that_its_base_is_by_a_clock_that_was_set_back() {
        FrameSchedule schedule = new FrameSchedule(10);
        schedule.align(FrameSchedule.elapsedMillis(50, 10), 60_000);
        assertFalse(schedule.isAhead(51, 60_000));
        schedule.align(FrameSchedule.elapsedMillis(50, 10) - 5_000, 60_000);
        assertTrue(schedule.isAhead(51, 60_000));
    }
}
