package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.concurrent.InFlightBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingOperationsTest {

    private final List<String> told = new ArrayList<>();
    private final PendingOperations pending = new PendingOperations(new InFlightBudget(2, 100), error -> {});

    private void add(String who) {
        pending.add(known -> told.add(who + " " + known));
    }

    private void fail() {
        throw new IllegalStateException("thrown by the test");
    }

    private boolean hold(String who, int size, long until) {
        return pending.add(known -> told.add(who + " " + known), size, until);
    }

    @Test
    void runs_all_operations_in_order_once_the_room_is_loaded() {
        hold("a", 10, 50);
        add("b");
        hold("c", 10, 40);
        pending.known();
        assertEquals(List.of("a true", "b true", "c true"), told);
        pending.known();
        assertEquals(3, told.size());
    }

    @Test
    void retains_the_room_for_waiting_requests_during_an_outage() {
        hold("a", 10, 50);
        add("b");
        pending.away();
        assertEquals(List.of("b false"), told);
        assertFalse(pending.isEmpty());
        pending.late(50);
        assertTrue(pending.isEmpty());
    }

    @Test
    void ends_waits_after_their_timeout() {
        hold("a", 10, 50);
        add("b");
        hold("c", 10, 51);
        pending.late(49);
        assertEquals(List.of(), told);
        pending.late(50);
        assertEquals(List.of("a false"), told);
    }

    @Test
    void settles_all_operations_and_frees_their_room_although_one_throws() {
        pending.add(known -> fail(), 60, 50);
        hold("b", 40, 50);
        pending.known();
        assertEquals(List.of("b true"), told);
        assertTrue(hold("c", 100, 50));
    }

    @Test
    void bounds_waiting_items_and_releases_their_capacity() {
        assertTrue(hold("a", 60, 50));
        assertFalse(hold("too long", 41, 50));
        assertTrue(hold("b", 40, 60));
        assertFalse(hold("too many", 0, 50));
        pending.late(50);
        assertTrue(hold("c", 60, 50));
        assertFalse(hold("too long again", 1, 50));
        pending.known();
        assertTrue(hold("d", 100, 50));
        assertEquals(List.of("a false", "b true", "c true"), told);
    }
}
