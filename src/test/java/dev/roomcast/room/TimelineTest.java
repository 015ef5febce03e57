package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long AGE = 1000;

    private final Timeline timeline = timeline(5, 1 << 20);

    private static Timeline timeline(int size, long bytes) {
        Timeline timeline = new Timeline(
                new RoomType(0, size, bytes, AGE, 0, 0, RoomType.SameUser.ALLOW, true, true, 200, 0, 0, 0, Rights.ALL));
        timeline.begin("e", 0);
        return timeline;
    }

    private static void publish(Timeline timeline, int count, long now) {
        for (int i = 0; i < count; i++) {
            long offset = timeline.next();
            timeline.append(Frame.text("m" + offset), null, 0, now);
        }
    }

    private List<String> since(long offset, long limit) {
        return texts(timeline.since(offset, limit, null));
    }

    @Test
    void offsets_count_from_one_without_holes() {
        assertEquals(0, timeline.position().offset());
        publish(timeline, 3, 0);
        assertEquals(3, timeline.position().offset());
        assertEquals(4, timeline.next());
    }

    @Test
    void what_was_missed_is_given_whole_or_not_at_all() {
        publish(timeline, 8, 0);
        assertTrue(timeline.holdsAllSince("e", 8));
        assertTrue(timeline.holdsAllSince("e", 3));
        assertFalse(timeline.holdsAllSince("e", 2), "the third is gone");
        assertEquals(List.of("m4", "m5", "m6", "m7", "m8"), since(3, 100));
    }

    @Test
    void who_has_received_nothing_can_recover_while_everything_is_kept() {
        assertTrue(timeline.holdsAllSince("e", 0));
        publish(timeline, 5, 0);
        assertTrue(timeline.holdsAllSince("e", 0));
        publish(timeline, 1, 0);
        assertFalse(timeline.holdsAllSince("e", 0));
    }

    @Test
    void a_position_of_another_epoch_or_ahead_is_never_recovered() {
        publish(timeline, 3, 0);
        assertFalse(timeline.holdsAllSince("other", 3));
        assertFalse(timeline.holdsAllSince("e", 4));
    }

    @Test
    void what_is_too_old_is_forgotten_and_its_offset_is_not() {
        publish(timeline, 2, 0);
        publish(timeline, 1, 500);
        timeline.expire(AGE);
        assertFalse(timeline.holdsAllSince("e", 1));
        assertTrue(timeline.holdsAllSince("e", 2));
        assertFalse(timeline.isEmpty());
        assertTrue(timeline.bytes() > 0);
        timeline.expire(500 + AGE);
        assertTrue(timeline.isEmpty());
        assertEquals(3, timeline.position().offset());
        assertEquals(0, timeline.bytes());
    }

    @Test
    void a_limit_gives_the_oldest_first() {
        publish(timeline, 5, 0);
        assertEquals(List.of("m3", "m4"), since(2, 2));
    }

    @Test
    void the_bytes_are_bounded_too() {
        Timeline small = timeline(1000, 30);
        publish(small, 50, 0);
        assertTrue(small.holdsAllSince("e", 40), "ten of three characters");
        assertFalse(small.holdsAllSince("e", 39));
    }

    @Test
    void one_that_is_too_long_is_not_kept_and_breaks_no_order() {
        Timeline small = timeline(1000, 30);
        publish(small, 5, 0);
        small.append(Frame.text("x".repeat(31)), null, 0, 0);
        assertFalse(small.holdsAllSince("e", 5));
        assertTrue(small.holdsAllSince("e", 6));
        publish(small, 1, 0);
        assertTrue(small.holdsAllSince("e", 6));
        assertFalse(small.holdsAllSince("e", 5));
        assertEquals(List.of("m7"), texts(small.since(6, 9, null)));
    }

    @Test
    void one_that_is_as_long_as_all_that_is_kept_is_kept_alone() {
        Timeline small = timeline(1000, 30);
        publish(small, 5, 0);
        small.append(Frame.text("x".repeat(30)), null, 0, 0);
        assertTrue(small.holdsAllSince("e", 5));
        assertFalse(small.holdsAllSince("e", 4));
    }

    @Test
    void an_order_that_begins_anew_keeps_nothing_of_the_one_before() {
        publish(timeline, 3, 0);
        timeline.begin("f", 7);
        assertTrue(timeline.isEmpty());
        assertEquals(0, timeline.bytes());
        assertEquals(8, timeline.next());
        assertTrue(timeline.holdsAllSince("f", 7));
        assertFalse(timeline.holdsAllSince("f", 6));
        assertFalse(timeline.holdsAllSince("e", 3));
    }

    /** Against the plainest history there is: a list. */
    @Test
    void texts_of_all_lengths_come_back_as_they_were() {
        RandomGenerator random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(40);
            int bytes = 1 + random.nextInt(6000);
            Timeline timeline = timeline(size, bytes);
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = "é" + "abcdefg".repeat(random.nextInt(random.nextInt(60) + 1)) + i;
                timeline.append(Frame.text(text), null, 0, i);
                all.add(text);
                if (random.nextInt(100) == 0) {
                    timeline.forget();
                    assertEquals(0, timeline.bytes());
                }
                List<String> kept = texts(timeline.since(0, 1000, null));
                assertEquals(all.subList(all.size() - kept.size(), all.size()), kept);
                assertTrue(kept.size() <= size, "no more than may be");
            }
        }
    }

    private static List<String> texts(List<Frame> frames) {
        return frames.stream().map(Frame::payloadText).toList();
    }

    @Test
    void a_text_that_takes_the_place_of_a_plain_members_has_not_its_signature() {
        for (int i = 0; i < 5; i++) {
            timeline.append(Frame.text("plain"), new byte[] {1}, 0, 0);
        }
        publish(timeline, 8, 0);
        assertEquals(List.of("m9", "m10", "m11", "m12", "m13"), since(8, 100));
    }

    @Test
    void a_room_without_history_has_offsets_all_the_same() {
        Timeline none = timeline(0, 0);
        publish(none, 3, 0);
        assertEquals(3, none.position().offset());
        assertTrue(none.holdsAllSince("e", 3));
        assertFalse(none.holdsAllSince("e", 2));
    }
}
