package dev.roomcast.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameLogTest {

    private final FrameLog log = new FrameLog(1000);

    private void append(long number) {
        log.append(number, ("[" + number + ",[0,1]]").getBytes(UTF_8));
    }

    private void appendEmpty(long number) {
        log.append(number, null);
    }

    private boolean snapshot(long frame) {
        return log.keep(new FrameSnapshot(frame, "c_1", RawJson.of("{}")));
    }

    private static long number(RawJson frame) {
        return Long.parseLong(frame.toString().split("\\D")[1]);
    }

    private static List<Long> numbers(FramePage page) {
        return page.frames().stream().map(FrameLogTest::number).toList();
    }

    @Test
    void lists_only_frames_with_entries_after_the_given_number() {
        append(1);
        appendEmpty(2);
        append(3);
        appendEmpty(4);
        FramePage page = log.page(1, 10);
        assertEquals(List.of(3L), numbers(page));
        assertEquals(4, page.frame());
        assertTrue(page.complete());
    }

    @Test
    void finds_the_frames_after_a_number_when_many_were_dropped() {
        for (int i = 1; i <= 1000; i++) {
            append(2 * i);
            assertEquals(2 * i, log.last());
        }
        long first = log.first();
        assertTrue(first > 1000 && first < 2000, "first " + first);
        assertFalse(log.page(first - 2, 10).complete());
        for (long after = first - 1; after < 2000; after++) {
            long next = after / 2 * 2 + 2;
            assertEquals(List.of(next), numbers(log.page(after, 1)));
        }
        assertEquals(List.of(), numbers(log.page(2000, 1)));
    }

    @Test
    void reports_the_last_frame_of_a_cut_page() {
        for (int i = 1; i <= 5; i++) {
            append(i);
        }
        FramePage page = log.page(0, 2);
        assertEquals(List.of(1L, 2L), numbers(page));
        assertEquals(2, page.frame());
        assertTrue(page.complete());
    }

    @Test
    void cuts_a_page_at_48_kibibytes() {
        FrameLog large = new FrameLog(1 << 20);
        for (int i = 1; i <= 10; i++) {
            large.append(i, ("[" + i + "," + " ".repeat(10_000) + "1]").getBytes(UTF_8));
        }
        FramePage page = large.page(0, 1000);
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers(page));
        assertEquals(4, page.frame());
    }

    @Test
    void drops_the_oldest_frames_beyond_its_bytes_and_reports_it() {
        for (int i = 1; i <= 200; i++) {
            append(i);
        }
        assertTrue(log.first() > 1);
        FramePage lost = log.page(log.first() - 2, 1000);
        assertFalse(lost.complete());
        assertEquals(List.of(), lost.frames());
        FramePage all = log.page(log.first() - 1, 1000);
        assertTrue(all.complete());
        assertEquals(log.first(), number(all.frames().get(0)));
        assertEquals(200, all.frame());
    }

    @Test
    void refuses_positions_ahead_of_the_run() {
        append(1);
        assertFalse(log.page(2, 10).complete());
        assertTrue(log.page(1, 10).complete());
    }

    @Test
    void drops_frames_up_to_the_snapshot_before_the_last() {
        for (int i = 1; i <= 9; i++) {
            append(i);
        }
        assertTrue(snapshot(3));
        assertEquals(1, log.first());
        assertTrue(snapshot(6));
        assertEquals(4, log.first());
        assertEquals(6, log.snapshot().frame());
        assertFalse(log.page(2, 10).complete());
        assertEquals(List.of(4L, 5L, 6L, 7L, 8L, 9L), numbers(log.page(3, 10)));
    }

    @Test
    void refuses_a_snapshot_of_a_future_or_dropped_frame() {
        append(1);
        append(2);
        assertFalse(snapshot(3));
        assertTrue(snapshot(2));
        assertFalse(snapshot(2));
        assertFalse(snapshot(1));
    }
}
