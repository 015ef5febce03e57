package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a seat where seats are few, or one user has one alone. */
class SameUserTest {

    private Node node;

    private void rooms(RoomType.SameUser sameUser, int maxMembers, int maxAway) {
        node = new Node(
                Node.LIMITS,
                new RoomType(
                        5000,
                        256,
                        1 << 20,
                        600_000,
                        maxMembers,
                        maxAway,
                        sameUser,
                        true,
                        true,
                        200,
                        200,
                        0,
                        0,
                        Rights.ALL),
                1);
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void the_new_one_replaces_the_old_one_whether_that_is_away_or_not() {
        rooms(RoomType.SameUser.REPLACE, 0, 100);
        Node.Peer away = connected("li");
        away.cut();
        Node.Peer here = connected("li");
        Node.Peer last = connected("li");

        assertEquals("close 4510", last(here));
        assertTrue(last(last).contains("\"members\":[{\"user\":\"li\""));
        assertEquals(1, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(1, node.rooms.counters().users.sum());
    }

    @Test
    void the_new_one_is_refused_while_the_old_one_is_here_and_takes_its_place_when_it_is_away() {
        rooms(RoomType.SameUser.REJECT, 0, 100);
        Node.Peer here = connected("li");
        here.received();
        assertEquals("close 4504", last(connected("li")));
        assertEquals(List.of(), here.received());
        assertEquals(
                List.of(),
                connected("wang").transport.received().stream()
                        .filter(dev.roomcast.protocol.Frame::isClose)
                        .toList());

        here.cut();
        Node.Peer next = connected("li");

        assertTrue(last(next).contains("\"resumed\":false"));
        assertEquals(2, node.rooms.counters().members.sum());
    }

    @Test
    void both_stay_where_nothing_is_said_of_it_and_each_is_left_for_itself() {
        rooms(RoomType.SameUser.ALLOW, 0, 100);
        List<Node.Peer> same = List.of(plain("li"), plain("li"), plain("li"));
        assertEquals(1, node.rooms.counters().users.sum());
        Node.Peer wang = connected("wang");
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
    void a_full_room_takes_nobody_and_an_away_member_keeps_its_seat() {
        rooms(RoomType.SameUser.ALLOW, 2, 100);
        Node.Peer li = connected("li");
        String session = li.received().get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
        li.cut();
        plain("wang");
        assertEquals("close 4513", last(plain("third")));
        assertEquals(1, node.hub.traffic().closed(CloseCode.ROOM_FULL).sum());

        Node.Peer back = node.level1("r1");
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();
        assertTrue(last(back).contains("\"resumed\":true"));
    }

    @Test
    void of_too_many_who_are_away_the_longest_leaves() {
        rooms(RoomType.SameUser.ALLOW, 0, 2);
        Node.Peer watching = connected("wang");
        for (String user : new String[] {"a", "b", "c"}) {
            connected(user).cut();
        }
        node.settle();

        assertEquals(2, node.rooms.counters().away.sum());
        assertTrue(last(watching).contains("\"leaves\":[{\"user\":\"a\""));
    }

    private Node.Peer connected(String user) {
        Node.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    private Node.Peer plain(String user) {
        Node.Peer peer = node.open("r1", true, user, 0);
        node.settle();
        return peer;
    }

    private static String last(Node.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
