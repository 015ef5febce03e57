package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Member;
import dev.roomcast.room.Observer;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an observer of rooms hears. */
class ObserverTest {

    private static final RoomType REPLACING = new RoomType(
            1000, 256, 1 << 20, 600_000, 0, 1, RoomType.SameUser.REPLACE, true, true, 200, 200, 0, 0, Rights.ALL);

    private final Diary diary = new Diary();
    private final Node node = new Node(Node.LIMITS, REPLACING, 1, Authenticator.ANONYMOUS, Screen.NONE, diary);

    /** Writes down what it hears. */
    private static final class Diary implements Observer {
        private final List<String> lines = new ArrayList<>();

        List<String> read() {
            List<String> read = List.copyOf(lines);
            lines.clear();
            return read;
        }

        @Override
        public void opened(String room) {
            lines.add("opened " + room);
        }

        @Override
        public void closed(String room) {
            lines.add("closed " + room);
        }

        @Override
        public void joined(String room, Member member) {
            lines.add("joined " + room + " " + member.user());
        }

        @Override
        public void away(String room, Member member) {
            lines.add("away " + room + " " + member.user());
        }

        @Override
        public void back(String room, Member member) {
            lines.add("back " + room + " " + member.user());
        }

        @Override
        public void left(String room, Member member, String reason) {
            lines.add("left " + room + " " + member.user() + " " + reason);
        }

        @Override
        public boolean wantsPublications() {
            return true;
        }

        @Override
        public void published(String room, Frame publication) {
            lines.add("published " + room + " " + publication.payloadText().replaceAll(",\"user\":.*\"offset\"", ",…"));
        }
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void a_plain_member_comes_and_leaves_and_the_room_with_it() {
        Node.Peer li = node.open("r1", true, "li", 0);
        Node.Peer wang = node.open("r1", true, "wang", 0);
        node.settle();
        assertEquals(List.of("opened r1", "joined r1 li", "joined r1 wang"), diary.read());

        li.cut();
        wang.cut();
        node.settle();
        assertEquals(List.of("left r1 li left", "left r1 wang left", "closed r1"), diary.read());
    }

    @Test
    void a_member_who_loses_its_connection_is_away_and_comes_back_or_leaves_in_the_end() {
        Node.Peer li = connected("li", null);
        String session = li.received().get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
        diary.read();
        li.cut();
        node.settle();
        assertEquals(List.of("away r1 li"), diary.read());

        Node.Peer again = connected("li", session);
        assertEquals(List.of("back r1 li"), diary.read());

        connected("li", session);
        assertEquals(List.of(), diary.read(), "it was not away");

        again.cut();
        node.settle();
        assertEquals(List.of(), diary.read(), "it speaks through another connection");
    }

    @Test
    void who_does_not_come_back_leaves_and_one_of_too_many_who_are_away_too() {
        Node.Peer li = connected("li", null);
        Node.Peer wang = connected("wang", null);
        diary.read();
        li.cut();
        wang.cut();
        node.settle();
        assertEquals(List.of("away r1 li", "away r1 wang", "left r1 li timeout"), diary.read());

        node.pass(1100);
        assertEquals(List.of("left r1 wang timeout", "closed r1"), diary.read());
    }

    @Test
    void who_is_replaced_leaves_before_the_other_comes() {
        node.open("r1", true, "wang", 0);
        node.open("r1", true, "li", 0);
        node.settle();
        diary.read();
        node.open("r1", true, "li", 0);
        node.settle();

        assertEquals(List.of("left r1 li replaced", "joined r1 li"), diary.read());
    }

    @Test
    void what_has_a_place_in_the_order_is_told_as_level_1_gets_it() {
        Node.Peer li = node.open("r1", true, "li", 0);
        node.settle();
        diary.read();
        li.send("hello");
        li.send("{\"method\":\"move\",\"data\":1}");
        node.settle();
        assertEquals(
                List.of(
                        "published r1 {\"method\":\"$text\",\"data\":\"hello\",…:1,\"time\":1764000000000}",
                        "published r1 {\"method\":\"move\",\"data\":1,…:2,\"time\":1764000000000}"),
                diary.read());

        Node.Peer wang = connected("wang", null);
        diary.read();
        wang.send("{\"method\":\"move\",\"id\":1,\"data\":2}");
        wang.send("{\"method\":\"move\",\"id\":1,\"data\":2}");
        wang.send("{\"method\":\"hint\",\"to\":[\"li\"],\"data\":3}");
        wang.send("{\"method\":\"cursor\",\"volatile\":true,\"data\":4}");
        node.settle();
        assertEquals(
                List.of("published r1 {\"method\":\"move\",\"data\":2,…:3,\"time\":1764000000000}"),
                diary.read(),
                "once, and only what is kept");
    }

    private Node.Peer connected(String user, String session) {
        Node.Peer peer = node.open("r1", false, user, 0);
        String data = session == null ? "" : ",\"data\":{\"session\":\"" + session + "\"}";
        peer.send("{\"method\":\"$connect\",\"id\":1" + data + "}");
        node.settle();
        return peer;
    }
}
