package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limits of a room, and the rights of its members. */
class RoomRateLimiterTest {

    private static RoomRateLimiter pace(double messages, double bytes) {
        return RoomRateLimiter.of(
                RoomTypes.defaults().withRates(messages, bytes).build(), 1000);
    }

    @Test
    void admits_a_burst_of_two_seconds() {
        RoomRateLimiter rateLimiter = pace(2, 0);
        for (int i = 0; i < 4; i++) {
            assertTrue(rateLimiter.admits(1 << 30, 1000));
        }
        assertFalse(rateLimiter.admits(0, 1499));
        assertTrue(rateLimiter.admits(0, 1500));
        assertFalse(rateLimiter.admits(0, 1500));
        for (int i = 0; i < 4; i++) {
            assertTrue(rateLimiter.admits(0, 60_000));
        }
        assertFalse(rateLimiter.admits(0, 60_000));
    }

    @Test
    void bounds_bytes_separately_and_charges_nothing_for_refusals() {
        RoomRateLimiter rateLimiter = pace(0, 10);
        assertFalse(rateLimiter.admits(21, 1000));
        assertTrue(rateLimiter.admits(15, 1000));
        assertFalse(rateLimiter.admits(6, 1000));
        assertTrue(rateLimiter.admits(5, 1000));
        assertFalse(rateLimiter.admits(1, 1000));
        assertTrue(rateLimiter.admits(10, 2000));
    }

    @Test
    void admits_the_share_of_the_rates_that_other_nodes_leave() {
        RoomRateLimiter half = pace(8, 0);
        half.share(0.5);
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += half.admits(1, 1000) ? 1 : 0;
        }
        assertEquals(8, admitted, "half of the rate for two seconds");
        for (int i = 0; i < 100; i++) {
            admitted += half.admits(1, 2000) ? 1 : 0;
        }
        assertEquals(12, admitted);
        half.share(1);
        for (int i = 0; i < 100; i++) {
            admitted += half.admits(1, 3000) ? 1 : 0;
        }
        assertEquals(20, admitted);
    }

    @Test
    void admits_single_messages_with_a_share_below_one_per_second() {
        RoomRateLimiter small = pace(1, 0);
        small.share(0.1);
        assertTrue(small.admits(1, 1000));
        assertFalse(small.admits(1, 10_000));
        assertTrue(small.admits(1, 11_000));
    }

    @Test
    void admits_single_messages_of_a_rate_below_one_in_two_seconds() {
        RoomRateLimiter slow = pace(0.1, 0);
        assertTrue(slow.admits(1, 1000));
        assertFalse(slow.admits(1, 10_000));
        assertTrue(slow.admits(1, 11_000));
    }

    @Test
    void admits_a_message_larger_than_the_burst_of_a_share_at_the_average_rate_of_the_share() {
        RoomRateLimiter half = pace(0, 100);
        half.share(0.5);
        assertTrue(half.admits(150, 1000));
        assertFalse(half.admits(1, 2000));
        assertTrue(half.admits(1, 2020));
        assertFalse(half.admits(201, 60_000), "more than the burst of all nodes together");
    }

    @Test
    void creates_no_limiter_without_a_bound() {
        assertNull(pace(0, 0));
    }

    @Test
    void formats_rights_in_their_parsed_form() {
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
    void refuses_an_unknown_right(String word) {
        assertThrows(IllegalArgumentException.class, () -> Rights.of(List.of("join", word)));
    }
}
