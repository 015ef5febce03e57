package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Position;
import dev.roomcast.room.Limits;
import dev.roomcast.room.NodeMemory;
import dev.roomcast.room.Room;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.NodeLimits;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lifetime of rooms, and the order of eviction when rooms are too many or too large. */
class ForgettingTest {

    private ManualNode node = new ManualNode();

    private static Limits limits(int rooms, long historyBytes) {
        return NodeLimits.defaults()
                .withRooms(rooms)
                .withHistoryBytes(historyBytes)
                .build();
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void removes_an_unused_room_with_its_last_connection() {
        node.plain("r1").cut();
        node.settle();
        assertEquals(List.of(), names());
        assertEquals(0, node.rooms.eviction().historyBytes());
    }

    @Test
    void keeps_a_room_with_publications_for_the_history_age() {
        ManualNode.Peer member = node.plain("r1");
        member.send("hello");
        node.pass(1000);
        member.cut();
        node.pass(ManualNode.TYPE.historyAge() - 100);
        assertEquals(List.of("r1"), names());
        assertTrue(node.rooms.eviction().historyBytes() > 0);

        node.pass(100);
        assertEquals(List.of(), names());
        assertEquals(0, node.rooms.eviction().historyBytes());
    }

    @Test
    void keeps_a_room_without_publications_for_clients_that_know_its_position() {
        RoomType leaving = RoomTypes.defaults()
                .withLinger(0)
                .withHistory(5, 1 << 20)
                .withHistoryAge(60_000)
                .build();
        node = new ManualNode(ManualNode.LIMITS, leaving, 1);
        ManualNode.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        member.cut();
        node.pass(59_900);
        assertEquals(List.of("r1"), names());

        node.pass(100);
        assertEquals(List.of(), names());
        assertEquals(0, node.clock.timers());
    }

    @Test
    void keeps_the_epoch_within_the_history_age() {
        ManualNode.Peer member = node.plain("r1");
        member.send("hello");
        node.settle();
        Position before = position("r1");
        member.cut();
        node.pass(ManualNode.TYPE.historyAge() / 2);
        ManualNode.Peer back = node.plain("r1");
        node.settle();
        assertEquals(before, position("r1"));
        back.cut();
        node.pass(ManualNode.TYPE.historyAge() - 100);
        assertEquals(List.of("r1"), names());
    }

    @Test
    void evicts_history_of_least_recently_used_rooms_first() {
        node = new ManualNode(limits(0, 60_000), ManualNode.TYPE, 1);
        for (String room : List.of("a", "b", "c")) {
            say(room, 10_000);
            node.pass(1000);
        }
        say("a", 10); // a is used again, so b is the least recently used room
        node.pass(1000);
        assertEquals(List.of(1L, 1L), List.of(kept("b"), kept("c")));

        say("d", 16_000);

        assertEquals(0, kept("b"));
        assertEquals(1, position("b").offset());
        assertEquals(2, kept("a"));
        assertEquals(1, kept("d"));
        assertTrue(node.rooms.eviction().historyBytes() <= 60_000);
        say("e", 16_000);
        say("f", 16_000);
        assertTrue(node.rooms.eviction().historyBytes() <= 60_000, "the next eviction follows the same order");
    }

    @Test
    void evicts_least_recently_used_retained_rooms_first() {
        node = new ManualNode(limits(10, 64 << 20), ManualNode.TYPE, 1);
        say("lived-in", 1);
        for (int i = 0; i < 9; i++) {
            ManualNode.Peer member = node.plain("kept-" + i);
            member.send("hello");
            node.settle();
            member.cut();
            node.pass(100);
        }
        assertEquals(10, names().size());

        node.plain("one-more");
        node.settle();

        assertEquals(
                List.of("kept-2", "kept-3", "kept-4", "kept-5", "kept-6", "kept-7", "kept-8", "lived-in", "one-more"),
                names());
        assertEquals(1, kept("lived-in"), "the least recently used room has a member");
    }

    @Test
    void does_not_evict_a_room_with_members() {
        node = new ManualNode(limits(2, 64 << 20), ManualNode.TYPE, 1);
        List<ManualNode.Peer> peers = List.of(node.plain("a"), node.plain("b"), node.plain("c"));
        node.settle();
        assertEquals(List.of("a", "b", "c"), names());
        peers.get(0).send("hello");
        node.settle();
        assertEquals(List.of("hello"), peers.get(0).received());
    }

    @Test
    void evicts_members_longest_away_across_rooms() {
        Limits few = limits(0, 64 << 20);
        node = new ManualNode(
                few.withMemory(new NodeMemory(64 << 20, 64 << 20, 4 << 20, 100 * 1024)), ManualNode.TYPE, 1);
        ManualNode.Peer watcher = node.level1("room-0");
        watcher.send("{\"method\":\"$connect\",\"id\":1}");
        for (int i = 0; i < 60; i++) {
            ManualNode.Peer member = node.level1("room-" + i % 30);
            member.send("{\"method\":\"$connect\",\"id\":1}");
            node.settle();
            member.cut();
            node.pass(100);
        }

        assertTrue(node.rooms.eviction().awayMemory().used() <= 100 * 1024, "the number of away members is bounded");
        assertTrue(node.rooms.eviction().awayMemory().used() > 70 * 1024, "no more members than necessary are removed");
        assertTrue(
                watcher.received().stream().anyMatch(text -> text.contains("\"timeout\"")),
                "the longest absent member is removed");
        assertEquals(1, away("room-0"), "the longer absent of two members is removed");
        assertEquals(2, away("room-29"), "members with shorter absence stay");

        watcher.cut();
        node.pass(ManualNode.TYPE.linger() + ManualNode.TYPE.historyAge() + 1000);
        assertEquals(0, node.rooms.eviction().awayMemory().used());
    }

    private long away(String room) {
        return new RoomAdmin(node.rooms, node.hub::disconnect)
                .room(room)
                .toCompletableFuture()
                .join()
                .away();
    }

    private List<String> names() {
        return node.rooms.rooms().stream().map(Room::name).toList();
    }

    private void say(String room, int length) {
        ManualNode.Peer member = node.plain(room);
        member.send("x".repeat(length));
        node.settle();
    }

    private Position position(String room) {
        return new RoomAdmin(node.rooms, node.hub::disconnect)
                .room(room)
                .toCompletableFuture()
                .join()
                .position();
    }

    private long kept(String room) {
        return new RoomAdmin(node.rooms, node.hub::disconnect)
                .history(room, new dev.roomcast.protocol.Command.History(0, null, 0, 0))
                .toCompletableFuture()
                .join()
                .publications()
                .size();
    }
}
