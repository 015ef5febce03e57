package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.testkit.RoomTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PublicationLogTest {

    private static final long AGE = 1000;

    private final PublicationLog log = timeline(5, 1 << 20);

    private static PublicationLog timeline(int size, long bytes) {
        PublicationLog log = new PublicationLog(RoomTypes.defaults()
                .withHistory(size, bytes)
                .withHistoryAge(AGE)
                .build());
        log.begin("e", 0);
        return log;
    }

    private static void publish(PublicationLog log, int count, long now) {
        for (int i = 0; i < count; i++) {
            long offset = log.next();
            log.append(Frame.text("m" + offset), null, 0, now);
        }
    }

    private List<String> since(long offset, long limit) {
        return texts(log.since(offset, limit, Long.MAX_VALUE, null));
    }

    @Test
    void assigns_offsets_from_one_without_gaps() {
        assertEquals(0, log.position().offset());
        publish(log, 3, 0);
        assertEquals(3, log.position().offset());
        assertEquals(4, log.next());
    }

    @Test
    void returns_missed_publications_completely_or_not_at_all() {
        publish(log, 8, 0);
        assertTrue(log.holdsAllSince("e", 8));
        assertTrue(log.holdsAllSince("e", 3));
        assertFalse(log.holdsAllSince("e", 2), "the third publication is dropped");
        assertEquals(List.of("m4", "m5", "m6", "m7", "m8"), since(3, 100));
    }

    @Test
    void recovers_from_offset_0_while_everything_is_retained() {
        assertTrue(log.holdsAllSince("e", 0));
        publish(log, 5, 0);
        assertTrue(log.holdsAllSince("e", 0));
        publish(log, 1, 0);
        assertFalse(log.holdsAllSince("e", 0));
    }

    @Test
    void does_not_recover_a_position_of_another_epoch_or_ahead() {
        publish(log, 3, 0);
        assertFalse(log.holdsAllSince("other", 3));
        assertFalse(log.holdsAllSince("e", 4));
    }

    @Test
    void drops_old_publications_and_keeps_the_offset() {
        publish(log, 2, 0);
        publish(log, 1, 500);
        log.expire(AGE);
        assertFalse(log.holdsAllSince("e", 1));
        assertTrue(log.holdsAllSince("e", 2));
        assertFalse(log.isEmpty());
        assertTrue(log.bytes() > 0);
        log.expire(500 + AGE);
        assertTrue(log.isEmpty());
        assertEquals(3, log.position().offset());
        assertEquals(0, log.bytes());
    }

    @Test
    void returns_the_oldest_first_up_to_a_limit() {
        publish(log, 5, 0);
        assertEquals(List.of("m3", "m4"), since(2, 2));
    }

    @Test
    void bounds_the_bytes() {
        PublicationLog small = timeline(1000, 30);
        publish(small, 50, 0);
        assertTrue(small.holdsAllSince("e", 40), "ten publications of three characters");
        assertFalse(small.holdsAllSince("e", 39));
    }

    @Test
    void keeps_the_order_without_a_publication_that_is_too_long() {
        PublicationLog small = timeline(1000, 30);
        publish(small, 5, 0);
        small.append(Frame.text("x".repeat(31)), null, 0, 0);
        assertFalse(small.holdsAllSince("e", 5));
        assertTrue(small.holdsAllSince("e", 6));
        publish(small, 1, 0);
        assertTrue(small.holdsAllSince("e", 6));
        assertFalse(small.holdsAllSince("e", 5));
        assertEquals(List.of("m7"), texts(small.since(6, 9, Long.MAX_VALUE, null)));
    }

    @Test
    void retains_a_single_publication_of_the_full_size() {
        PublicationLog small = timeline(1000, 30);
        publish(small, 5, 0);
        small.append(Frame.text("x".repeat(30)), null, 0, 0);
        assertTrue(small.holdsAllSince("e", 5));
        assertFalse(small.holdsAllSince("e", 4));
    }

    @Test
    void discards_all_publications_when_a_new_epoch_begins() {
        publish(log, 3, 0);
        log.begin("f", 7);
        assertTrue(log.isEmpty());
        assertEquals(0, log.bytes());
        assertEquals(8, log.next());
        assertTrue(log.holdsAllSince("f", 7));
        assertFalse(log.holdsAllSince("f", 6));
        assertFalse(log.holdsAllSince("e", 3));
    }

    /** Compares the log with a list as a reference. */
    @Test
    void returns_texts_of_all_lengths_unchanged() {
        RandomGenerator random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(40);
            int bytes = 1 + random.nextInt(6000);
            PublicationLog log = timeline(size, bytes);
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = "é" + "abcdefg".repeat(random.nextInt(random.nextInt(60) + 1)) + i;
                log.append(Frame.text(text), null, 0, i);
                all.add(text);
                if (random.nextInt(100) == 0) {
                    log.evict();
                    assertEquals(0, log.bytes());
                }
                List<String> kept = texts(log.since(0, 1000, Long.MAX_VALUE, null));
                assertEquals(all.subList(all.size() - kept.size(), all.size()), kept);
                assertTrue(kept.size() <= size, "at most the bound");
            }
        }
    }

    private static List<String> texts(List<Frame> frames) {
        return frames.stream().map(Frame::payloadText).toList();
    }

    @Test
    void clears_the_sender_of_an_overwritten_level_0_publication() {
        for (int i = 0; i < 5; i++) {
            log.append(Frame.text("plain"), new byte[] {1}, 0, 0);
        }
        publish(log, 8, 0);
        assertEquals(List.of("m9", "m10", "m11", "m12", "m13"), since(8, 100));
    }

    @Test
    void assigns_offsets_without_history() {
        PublicationLog none = timeline(0, 0);
        publish(none, 3, 0);
        assertEquals(3, none.position().offset());
        assertTrue(none.holdsAllSince("e", 3));
        assertFalse(none.holdsAllSince("e", 2));
    }
}
