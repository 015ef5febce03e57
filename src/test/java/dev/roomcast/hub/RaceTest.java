package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.Member;
import dev.roomcast.room.Observer;
import dev.roomcast.room.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when two things happen at once. */
class RaceTest {

    private final Node node = new Node();
    private Node watched = node;

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void the_late_close_of_an_old_connection_does_not_touch_the_member_who_is_back() {
        Node.Peer old = node.level1("r1");
        String session = connect(old, null);
        Node.Peer back = node.open("r1", false, null, 1);
        connect(back, session);

        old.cut();
        node.settle();
        back.send("{\"method\":\"$members\",\"id\":2}");
        node.settle();

        String members = last(back);
        assertEquals(1, members.split("\"state\":\"online\"").length - 1, members);
        assertEquals(0, members.split("\"state\":\"away\"").length - 1, members);
    }

    @Test
    void of_two_who_come_back_with_one_session_at_once_the_later_one_stays() {
        Node.Peer old = node.level1("r1");
        String session = connect(old, null);
        old.cut();
        Node.Peer first = node.open("r1", false, null, 0);
        Node.Peer second = node.open("r1", false, null, 1);

        first.send(resume(session));
        second.send(resume(session));
        node.settle();

        List<String> told = first.received();
        assertEquals("close 4510", told.get(told.size() - 1));
        assertTrue(last(second).contains("\"resumed\":true"));
        assertEquals(1, node.rooms.counters().members.sum());
    }

    @Test
    void who_joins_while_the_node_drains_is_sent_away_and_told_when_to_come_back() {
        node.hub.drain();
        Node.Peer late = node.level1("r1");

        List<String> told = late.received();
        assertTrue(
                told.get(0).contains("\"code\":4001,\"reason\":\"shutdown\",\"reconnect\":true,\"after\":"),
                told.get(0));
        assertEquals("close 4001", told.get(1));
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void a_wrong_session_makes_a_new_member_and_leaves_the_old_one_its_time() {
        Node.Peer old = node.level1("r1");
        String session = connect(old, null);
        old.cut();
        node.settle();
        Node.Peer stranger = node.level1("r1");
        connect(stranger, session.substring(0, session.length() - 1) + "!");
        node.pass(Node.TYPE.linger() - 10_000);

        Node.Peer back = node.level1("r1");
        back.send(resume(session));
        node.settle();

        assertTrue(last(back).contains("\"resumed\":true"));
    }

    @Test
    void who_comes_while_a_room_is_disposed_of_is_in_a_room_that_works() {
        for (int i = 0; i < 100; i++) {
            Node.Peer leaving = node.plain("r1");
            leaving.cut();
            Node.Peer coming = node.open("r1", true, null, i % 2);
            coming.send("hello");
            node.settle();
            assertEquals(List.of("hello"), coming.received());
            coming.cut();
            node.pass(Node.TYPE.historyAge() + 1000);
            assertEquals(0, node.rooms.rooms().size());
        }
    }

    @Test
    void what_the_server_says_while_the_last_member_goes_is_not_lost_with_the_room() {
        Node.Peer[] last = new Node.Peer[1];
        List<CompletionStage<Position>> said = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void left(String room, Member member, String reason) {
                if (member.user().equals("first")) {
                    Operator operator = new Operator(watched.rooms, watched.hub::disconnect);
                    IntStream.range(0, 300).forEach(i -> operator.room(room)); // the first is gone before these are
                    operator.room(room).thenRun(() -> {
                        last[0].cut();
                        said.add(operator.publish(room, new Command.Publish(0, "news", null, null, false)));
                    });
                }
            }
        };
        watched = new Node(Node.LIMITS, Node.TYPE, 1, Authenticator.ANONYMOUS, Screen.NONE, observer);
        Node.Peer first = watched.open("r1", true, "first", 0);
        last[0] = watched.plain("r1");

        first.cut();
        watched.settle();

        Position place = said.get(0).toCompletableFuture().join();
        Position kept = new Operator(watched.rooms, watched.hub::disconnect)
                .history("r1", new Command.History(0, null, 0, 10))
                .toCompletableFuture()
                .join()
                .position();
        assertEquals(place, kept);
    }

    @Test
    void an_id_that_is_repeated_often_does_not_push_others_out_of_memory() {
        Node.Peer member = node.level1("r1");
        connect(member, null);
        for (int id = 1; id <= 256; id++) {
            member.send("{\"method\":\"m\",\"id\":" + id + "}");
        }
        for (int i = 0; i < 20; i++) {
            member.send("{\"method\":\"m\",\"id\":256}");
        }
        node.settle();
        member.received();

        member.send("{\"method\":\"m\",\"id\":1}");
        node.settle();

        assertEquals(List.of("{\"method\":\"$ack\",\"id\":1,\"data\":{\"offset\":1}}"), member.received());
    }

    private String connect(Node.Peer peer, String session) {
        peer.send(session == null ? "{\"method\":\"$connect\",\"id\":1}" : resume(session));
        node.settle();
        return last(peer).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
    }

    private static String resume(String session) {
        return "{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}";
    }

    private static String last(Node.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
