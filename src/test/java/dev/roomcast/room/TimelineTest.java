package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long AGE = 1000;

    private final Timeline timeline = timeline(5, 1 << 20);

    private static Timeline timeline(int size, long bytes) {
        return new Timeline("e", new RoomType(0, size, bytes, AGE, 0, 0, RoomType.SameUser.ALLOW, true, true, 200, 0));
    }

    private static void publish(Timeline timeline, int count, long now) {
        for (int i = 0; i < count; i++) {
            long offset = timeline.next();
            timeline.append(Publication.rich(Frame.text("m" + offset), offset, 0, now));
        }
    }

    private List<String> since(long offset, long limit) {
        return timeline.since(offset, limit, publication -> publication.rich(null)).stream()
                .map(Frame::payloadText)
                .toList();
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
        Timeline small = timeline(1000, 10 * (Publication.OVERHEAD + 4));
        publish(small, 50, 0);
        assertTrue(small.bytes() <= 10 * (Publication.OVERHEAD + 4));
        assertTrue(small.holdsAllSince("e", 42));
        assertFalse(small.holdsAllSince("e", 30));
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
