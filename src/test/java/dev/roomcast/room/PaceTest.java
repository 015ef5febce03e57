package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much may be said in a room, and by whom. */
class PaceTest {

    private static Pace pace(double messages, double bytes) {
        return Pace.of(
                new RoomType(
                        0, 0, 0, 0, 0, 0, RoomType.SameUser.ALLOW, true, true, 200, 200, messages, bytes, Rights.ALL),
                1000);
    }

    @Test
    void two_seconds_worth_of_messages_may_come_at_once() {
        Pace pace = pace(2, 0);
        for (int i = 0; i < 4; i++) {
            assertTrue(pace.admits(1 << 30, 1000));
        }
        assertFalse(pace.admits(0, 1499));
        assertTrue(pace.admits(0, 1500));
        assertFalse(pace.admits(0, 1500));
        for (int i = 0; i < 4; i++) {
            assertTrue(pace.admits(0, 60_000));
        }
        assertFalse(pace.admits(0, 60_000));
    }

    @Test
    void bytes_are_bounded_for_themselves_and_what_is_refused_costs_nothing() {
        Pace pace = pace(0, 10);
        assertFalse(pace.admits(21, 1000));
        assertTrue(pace.admits(15, 1000));
        assertFalse(pace.admits(6, 1000));
        assertTrue(pace.admits(5, 1000));
        assertFalse(pace.admits(1, 1000));
        assertTrue(pace.admits(10, 2000));
    }

    @Test
    void a_room_without_a_bound_counts_nothing() {
        assertNull(pace(0, 0));
    }

    @Test
    void rights_are_written_as_they_are_read() {
        List<String> words = List.of("join", "publish:a", "publish:b", "direct", "members");
        Rights rights = Rights.of(words);
        assertEquals(words, rights.words());
        assertTrue(rights.publishes("a"));
        assertFalse(rights.publishes("c"));
        assertFalse(rights.publishes(null));
        assertFalse(rights.publishesAll());
        assertFalse(rights.history());
        assertEquals(List.of("join", "publish", "direct", "history", "members"), Rights.ALL.words());
        assertEquals(Rights.ALL, Rights.of(Rights.ALL.words()));
        assertEquals(List.of(), Rights.of(List.of()).words());
        assertTrue(Rights.ALL.publishes(null));
        assertTrue(Rights.ALL.publishes("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Join", "publish ", "pub", "admin"})
    void a_word_that_is_no_right_is_refused(String word) {
        assertThrows(IllegalArgumentException.class, () -> Rights.of(List.of("join", word)));
    }
}
