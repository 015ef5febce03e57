package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomCounters;
import dev.roomcast.room.RoomView;
import java.util.ArrayList;
import java.util.List;

/** Compares every counter of an idle node with the counted objects. */
final class CounterCheck {

    private final ManualNode node;
    private final List<ManualNode.Peer> peers;

    /** @param peers all former connections */
    CounterCheck(ManualNode node, List<ManualNode.Peer> peers) {
        this.node = node;
        this.peers = peers;
    }

    void check() {
        node.settle();
        assertEquals(open(), node.hub.admission().connections(), "connections");
        assertEquals(0, node.hub.backlogBytes(), "backlog bytes");
        assertEquals(0, peers.stream().mapToInt(peer -> peer.transport.packed()).sum(), "buffers in use");
        checkRooms();
    }

    private long open() {
        return peers.stream().filter(peer -> !peer.isCut()).count();
    }

    private void checkRooms() {
        RoomCounters counters = node.rooms.counters();
        List<RoomView> views = views();
        assertEquals(views.stream().mapToInt(RoomView::count).sum(), counters.members.sum(), "members");
        assertEquals(views.stream().mapToInt(RoomView::away).sum(), counters.away.sum(), "away");
        assertEquals(views.stream().filter(view -> view.count() > 0).count(), counters.rooms.sum(), "rooms");
        assertEquals(
                views.stream()
                        .mapToLong(view -> view.members().stream()
                                .map(member -> member.user())
                                .distinct()
                                .count())
                        .sum(),
                counters.users.sum(),
                "users");
        if (views.isEmpty()) {
            assertEquals(0, node.rooms.eviction().historyBytes(), "history bytes");
            assertEquals(0, node.rooms.eviction().awayMemory().used(), "bytes of away members");
        }
    }

    private List<RoomView> views() {
        RoomAdmin admin = new RoomAdmin(node.rooms, node.hub::disconnect);
        List<RoomView> views = new ArrayList<>();
        node.rooms.rooms().forEach(room -> admin.room(room.name()).thenAccept(views::add));
        node.settle();
        return views;
    }
}
