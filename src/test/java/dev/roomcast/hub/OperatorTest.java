package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Excerpt;
import dev.roomcast.room.Operator;
import dev.roomcast.room.RoomView;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of the rooms and does in them. */
class OperatorTest {

    private final Node node = new Node();
    private final Operator operator = new Operator(node.rooms, node.hub::disconnect);

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void what_the_server_says_reaches_both_levels_in_its_place_and_is_nobodys() {
        Node.Peer plain = node.open("r1", true, null, 1);
        Node.Peer member = connected("r1", "li");
        member.send("{\"method\":\"m\"}");

        Position position = answer(operator.publish("r1", publish("news", "{ \"n\": 1.0 }")));
        member.send("{\"method\":\"m\"}");
        node.settle();

        String news = "{\"method\":\"news\",\"data\":{ \"n\": 1.0 },\"offset\":2,\"time\":1764000000000}";
        assertEquals(2, position.offset());
        assertEquals(news, member.received().get(1));
        List<String> heard = plain.received();
        assertEquals(news, heard.get(1));
        assertTrue(heard.get(2).contains("\"offset\":3"), heard.get(2));
    }

    @Test
    void what_is_said_to_nobody_is_kept_for_those_who_come() {
        answer(operator.publish("r1", publish("news", null)));
        node.pass(Node.TYPE.historyAge() - 1000);
        answer(operator.publish("r1", publish("later", null)));
        node.pass(Node.TYPE.historyAge() - 1000);

        Excerpt excerpt = answer(operator.history("r1", new Command.History(0, null, 1, 10)));

        assertTrue(excerpt.complete());
        assertTrue(excerpt.publications().get(0).payloadText().contains("later"));
        node.pass(2000);
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.clock.timers());
    }

    @Test
    void one_room_is_seen_with_those_who_are_away() {
        connected("r1", "li");
        connected("r1", "wang").cut();
        RoomView room = answer(operator.room("r1"));

        assertEquals(2, room.count());
        assertEquals(1, room.away());
        assertEquals("wang", room.members().get(1).user());
        assertTrue(room.members().get(1).away());
    }

    @Test
    void where_there_is_no_room_there_is_no_answer() {
        assertNull(answer(operator.room("nowhere")));
        assertNull(answer(operator.history("nowhere", new Command.History(0, null, -1, 0))));
        assertNull(answer(operator.kick("nowhere", "li")));
        assertNull(answer(operator.close("nowhere")));
        assertEquals(0, node.rooms.rooms().size());
    }

    @Test
    void rooms_are_listed_by_name_page_by_page() {
        List.of("b2", "a", "b1", "c", "b3", "b10").forEach(node::plain);

        assertEquals(List.of("a", "b1", "b10"), list("", "", 3));
        assertEquals(List.of("b2", "b3", "c"), list("", "b10", 3));
        assertEquals(List.of("b1", "b10", "b2", "b3"), list("b", "", 100));
        assertEquals(List.of("b2", "b3"), list("b", "b11", 100), "goes on although b11 is gone");
        assertEquals(List.of(), list("b", "c", 100));
        assertEquals(List.of("b1"), list("b", "a", 1));
    }

    private List<String> list(String prefix, String after, int limit) {
        return answer(operator.nodes().rooms(prefix, after, limit)).stream()
                .map(RoomView::name)
                .toList();
    }

    @Test
    void one_who_is_kicked_is_told_so_and_the_others_too() {
        Node.Peer li = connected("r1", "li");
        Node.Peer again = node.open("r1", true, "li", 1);
        Node.Peer wang = connected("r1", "wang");
        node.settle();
        wang.received();

        assertEquals(2, answer(operator.kick("r1", "li")));
        assertEquals(0, answer(operator.kick("r1", "li")), "nobody is left by that name");
        node.settle();

        assertEquals("close 4512", last(li));
        assertEquals("close 4512", last(again));
        List<String> told = wang.received();
        assertEquals(
                2,
                told.stream()
                        .filter(each -> each.contains("\"reason\":\"kicked\""))
                        .count());
        assertEquals(1, answer(operator.room("r1")).count());
    }

    @Test
    void one_who_is_away_can_be_kicked_and_does_not_come_back() {
        Node.Peer li = node.open("r1", false, "li", 0);
        li.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        String session = li.received().get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
        connected("r1", "wang");
        li.cut();
        assertEquals(1, answer(operator.kick("r1", "li")));

        Node.Peer back = node.open("r1", false, "li", 0);
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();

        assertTrue(back.received().get(0).contains("\"resumed\":false"));
    }

    @Test
    void a_closed_room_sends_all_away_and_begins_anew() {
        Node.Peer plain = node.plain("r1");
        List<Node.Peer> members =
                IntStream.range(0, 30).mapToObj(i -> connected("r1", "u" + i)).toList();
        members.get(0).cut();
        members.get(1).send("{\"method\":\"m\"}");
        node.pass(1000);
        Position before = answer(operator.room("r1")).position();
        members.forEach(Node.Peer::received);

        assertEquals(31, answer(operator.close("r1")));
        node.settle();

        assertEquals("close 4511", last(plain));
        assertEquals(2, members.get(2).received().size(), "$close and the close frame, nothing of who left");
        members.forEach(Node.Peer::cut);
        plain.cut();
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());

        connected("r1", "li");
        Position after = answer(operator.room("r1")).position();
        assertNotEquals(before.epoch(), after.epoch());
        assertEquals(0, after.offset());
    }

    @Test
    void who_comes_while_the_others_still_go_finds_the_new_room() {
        Node.Peer old = connected("r1", "li");
        old.send("{\"method\":\"m\"}");
        String before = answer(operator.room("r1")).position().epoch();
        Node.Peer waiting = node.level1("r1");
        answer(operator.close("r1"));

        waiting.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"epoch\":\"" + before + "\",\"offset\":0}}");
        node.settle();

        String welcome = waiting.received().get(0);
        assertTrue(welcome.contains("\"offset\":0,\"resumed\":false,\"recovered\":false"), welcome);
    }

    @Test
    void a_user_is_disconnected_everywhere_and_may_come_back() {
        Node.Peer here = connected("r1", "li");
        Node.Peer there = node.open("r2", true, "li", 1);
        Node.Peer other = connected("r1", "wang");
        other.received();

        CompletionStage<Integer> count = node.hub.disconnect("li");
        node.settle();

        assertEquals(2, answer(count));
        assertEquals("close 4503", last(here));
        assertEquals("close 4503", last(there));
        assertTrue(other.received().get(0).contains("\"state\":\"away\""));
        assertEquals(2, node.hub.traffic().closed(CloseCode.CLOSED_BY_OPERATOR).sum());
    }

    @Test
    void one_whose_name_was_made_up_is_found_by_it() {
        Node.Peer plain = node.plain("r1");
        node.settle();
        String user = answer(operator.room("r1")).members().get(0).user();

        CompletionStage<Integer> count = node.hub.disconnect(user);
        node.settle();

        assertEquals(1, answer(count));
        assertEquals("close 4503", last(plain));
    }

    private Node.Peer connected(String room, String user) {
        Node.Peer peer = node.open(room, false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.received();
        return peer;
    }

    private static String last(Node.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    private static Command.Publish publish(String method, String data) {
        return new Command.Publish(0, method, data == null ? null : RawJson.of(data), null, false);
    }

    /** What is there already: nobody had to wait. */
    private static <T> T answer(CompletionStage<T> stage) {
        assertTrue(stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }
}
