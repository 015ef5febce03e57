package dev.roomcast.bans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of bans on one node. */
class BanListTest {

    private final ManualClock clock = new ManualClock();
    private final BanList list = new BanList(clock);
    private final List<Ban> enforced = new ArrayList<>();

    private Ban ban(String room, String user, long seconds) {
        return list.dated(Ban.ofUser(room, user, clock.epochMillis() + seconds * 1000, "spam"));
    }

    @Test
    void bans_the_user_from_every_room_or_from_one_until_the_ban_ends() {
        list.apply(ban("", "li", 60));
        list.apply(ban("r1", "wang wu", 60));

        assertNotNull(list.of("li", "r1"));
        assertNotNull(list.of("li", "r2"));
        assertNotNull(list.of("wang wu", "r1"));
        assertNull(list.of("wang wu", "r2"));
        assertNull(list.of("wang", "r1"));
        assertNull(list.of(null, "r1"));

        clock.advance(60_000);
        assertNull(list.of("li", "r1"));
        assertEquals(List.of(), list.list("", 10));
    }

    @Test
    void revokes_tokens_issued_before_a_time_or_without_an_issue_time() {
        list.apply(list.dated(Ban.ofTokens("li", clock.epochMillis(), Ban.NEVER)));

        assertTrue(list.isRevoked("li", clock.epochMillis() - 1));
        assertTrue(list.isRevoked("li", 0));
        assertFalse(list.isRevoked("li", clock.epochMillis()));
        assertFalse(list.isRevoked("li", Long.MAX_VALUE));
        assertFalse(list.isRevoked("wang", 0));
        assertNull(list.of("li", "r1"), "a revocation is not a ban");
    }

    @Test
    void keeps_the_later_of_two_changes_in_any_order_of_arrival() {
        Ban first = ban("", "li", 60);
        list.apply(first);
        Ban lifted = list.lifted(Ban.Kind.USER, "", "li");
        list.apply(lifted);
        assertNull(list.of("li", "r1"));

        list.apply(first);
        assertNull(list.of("li", "r1"), "the lifted ban stays lifted");
        assertNull(list.lifted(Ban.Kind.USER, "", "li"));

        list.apply(ban("", "li", 60));
        assertNotNull(list.of("li", "r1"), "another ban within the same millisecond");
    }

    @Test
    void notifies_the_enforcer_of_each_new_ban_once() {
        list.enforceBy(enforced::add);
        Ban ban = ban("", "li", 60);
        list.apply(ban);
        list.apply(ban);
        list.apply(list.lifted(Ban.Kind.USER, "", "li"));

        assertEquals(List.of(ban), enforced);
    }

    @Test
    void lists_effective_bans_page_by_page() {
        for (String user : List.of("d", "a", "c", "b")) {
            list.apply(ban("", user, 60));
        }
        list.apply(list.lifted(Ban.Kind.USER, "", "c"));

        List<Ban> page = list.list("", 2);
        assertEquals(List.of("a", "b"), page.stream().map(Ban::user).toList());
        assertEquals(
                List.of("d"),
                list.list(page.get(1).key(), 2).stream().map(Ban::user).toList());
    }

    @Test
    void reads_its_own_encoding() {
        Ban ban = new Ban(Ban.Kind.USER, "r:1", "wang  wu", 5, 0, "no  spam 1", 7, false);
        assertEquals(ban, Ban.read(ban.key(), ban.line()));
        Ban revoked = new Ban(Ban.Kind.TOKENS, "", "李", Ban.NEVER, 4, "", 7, true);
        assertEquals(revoked, Ban.read(revoked.key(), revoked.line()));
        assertThrows(IllegalArgumentException.class, () -> Ban.read("x", "1"));
    }

    @Test
    void refuses_entries_beyond_its_capacity_and_still_lifts_bans() {
        BanStore store = BanStore.inMemory(list);
        for (int i = 0; i < BanList.MAX; i++) {
            store.put(ban("", "u" + i, 60));
        }
        assertTrue(store.put(ban("", "one entry too many", 60))
                .toCompletableFuture()
                .isCompletedExceptionally());
        store.put(list.lifted(Ban.Kind.USER, "", "u1")).toCompletableFuture().join();
        assertNull(list.of("u1", "r1"));
    }
}
