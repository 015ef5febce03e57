package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private final List<String> told = new ArrayList<>();
    private final Waiters waiters = new Waiters(new Allowance(2, 100));

    private void add(String who) {
        waiters.add(known -> told.add(who + " " + known));
    }

    private boolean hold(String who, int size, long until) {
        return waiters.hold(known -> told.add(who + " " + known), size, until);
    }

    @Test
    void all_go_on_in_their_order_when_the_room_is_known() {
        hold("a", 10, 50);
        add("b");
        hold("c", 10, 40);
        waiters.known();
        assertEquals(List.of("a true", "b true", "c true"), told);
        waiters.known();
        assertEquals(3, told.size());
    }

    @Test
    void where_redis_is_away_only_the_patient_wait_and_the_room_with_them() {
        hold("a", 10, 50);
        add("b");
        waiters.away();
        assertEquals(List.of("b false"), told);
        assertFalse(waiters.isEmpty());
        waiters.late(50);
        assertTrue(waiters.isEmpty());
    }

    @Test
    void who_has_waited_long_enough_waits_no_longer() {
        hold("a", 10, 50);
        add("b");
        hold("c", 10, 51);
        waiters.late(49);
        assertEquals(List.of(), told);
        waiters.late(50);
        assertEquals(List.of("a false"), told);
    }

    @Test
    void no_more_waits_than_is_allowed_and_who_is_done_makes_place() {
        assertTrue(hold("a", 60, 50));
        assertFalse(hold("too long", 41, 50));
        assertTrue(hold("b", 40, 60));
        assertFalse(hold("too many", 0, 50));
        waiters.late(50);
        assertTrue(hold("c", 60, 50));
        assertFalse(hold("too long again", 1, 50));
        waiters.known();
        assertTrue(hold("d", 100, 50));
        assertEquals(List.of("a false", "b true", "c true"), told);
    }
}
