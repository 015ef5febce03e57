package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Seats of a full room, and of rooms with one membership per user. */
class SameUserTest {

    private ManualNode node;

    private void rooms(RoomType.SameUser sameUser, int maxMembers, int maxAway) {
        node = new ManualNode(
                ManualNode.LIMITS,
                RoomTypes.defaults()
                        .withLinger(5000)
                        .withMembers(maxMembers, maxAway)
                        .withSameUser(sameUser)
                        .build(),
                1);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void replaces_the_older_member_online_or_away() {
        rooms(RoomType.SameUser.REPLACE, 0, 100);
        ManualNode.Peer away = connected("li");
        away.cut();
        ManualNode.Peer here = connected("li");
        ManualNode.Peer last = connected("li");

        assertEquals("close 4510", last(here));
        assertTrue(last(last).contains("\"members\":[{\"user\":\"li\""));
        assertEquals(1, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(1, node.rooms.counters().users.sum());
    }

    @Test
    void refuses_a_second_connection_unless_the_first_is_away() {
        rooms(RoomType.SameUser.REJECT, 0, 100);
        ManualNode.Peer here = connected("li");
        here.received();
        assertEquals("close 4504", last(connected("li")));
        assertEquals(List.of(), here.received());
        assertEquals(
                List.of(),
                connected("wang").transport.received().stream()
                        .filter(dev.roomcast.protocol.Frame::isClose)
                        .toList());

        here.cut();
        ManualNode.Peer next = connected("li");

        assertTrue(last(next).contains("\"resumed\":false"));
        assertEquals(2, node.rooms.counters().members.sum());
    }

    @Test
    void keeps_both_members_of_a_user_by_default() {
        rooms(RoomType.SameUser.ALLOW, 0, 100);
        List<ManualNode.Peer> same = List.of(plain("li"), plain("li"), plain("li"));
        assertEquals(1, node.rooms.counters().users.sum());
        ManualNode.Peer wang = connected("wang");
        for (int gone : new int[] {1, 2, 0}) {
            wang.received();
            wang.send("{\"method\":\"m\",\"to\":[\"li\"]}");
            node.settle();
            long heard = same.stream().mapToLong(each -> each.received().size()).sum();
            assertEquals(gone == 1 ? 3 : gone == 2 ? 2 : 1, heard);
            same.get(gone).cut();
            node.settle();
        }
        assertEquals(1, node.rooms.counters().users.sum());
        assertEquals(1, node.rooms.counters().members.sum());
    }

    @Test
    void refuses_joins_to_a_full_room_and_reserves_the_seat_of_an_away_member() {
        rooms(RoomType.SameUser.ALLOW, 2, 100);
        ManualNode.Peer li = connected("li");
        String session = Json.field(li.received().get(0), "session");
        li.cut();
        plain("wang");
        assertEquals("close 4513", last(plain("third")));
        assertEquals(1, node.hub.counters().closed(CloseCode.ROOM_FULL).sum());

        ManualNode.Peer back = node.level1("r1");
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();
        assertTrue(last(back).contains("\"resumed\":true"));
    }

    @Test
    void evicts_the_member_longest_away() {
        rooms(RoomType.SameUser.ALLOW, 0, 2);
        ManualNode.Peer watching = connected("wang");
        for (String user : new String[] {"a", "b", "c"}) {
            connected(user).cut();
        }
        node.settle();

        assertEquals(2, node.rooms.counters().away.sum());
        assertTrue(last(watching).contains("\"leaves\":[{\"user\":\"a\""));
    }

    private ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    private ManualNode.Peer plain(String user) {
        ManualNode.Peer peer = node.open("r1", true, user, 0);
        node.settle();
        return peer;
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
