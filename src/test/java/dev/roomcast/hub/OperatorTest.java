package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.HistoryPage;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomView;
import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator's queries and actions on rooms. */
class OperatorTest {

    private final ManualNode node = new ManualNode();
    private final RoomAdmin admin = new RoomAdmin(node.rooms, node.hub::disconnect);

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void delivers_server_publications_in_order_to_both_levels() {
        ManualNode.Peer plain = node.open("r1", true, null, 1);
        ManualNode.Peer member = connected("r1", "li");
        member.send("{\"method\":\"m\"}");

        Position position = answer(admin.publish("r1", publish("news", "{ \"n\": 1.0 }")));
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
    void returns_no_offset_for_direct_and_volatile_publications() {
        answer(admin.publish("r1", publish("news", null)));

        assertEquals(
                0,
                answer(admin.publish("r1", new Command.Publish(0, "m", null, List.of("li"), false)))
                        .offset());
        assertEquals(
                0,
                answer(admin.publish("r1", new Command.Publish(0, "m", null, null, true)))
                        .offset());
    }

    @Test
    void retains_publications_without_members() {
        answer(admin.publish("r1", publish("news", null)));
        node.pass(ManualNode.TYPE.historyAge() - 1000);
        answer(admin.publish("r1", publish("later", null)));
        node.pass(ManualNode.TYPE.historyAge() - 1000);

        HistoryPage excerpt = answer(admin.history("r1", new Command.History(0, null, 1, 10)));

        assertTrue(excerpt.complete());
        assertTrue(excerpt.publications().get(0).payloadText().contains("later"));
        node.pass(2000);
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.clock.timers());
    }

    @Test
    void shows_a_room_with_members_away() {
        connected("r1", "li");
        connected("r1", "wang").cut();
        RoomView room = answer(admin.room("r1"));

        assertEquals(2, room.count());
        assertEquals(1, room.away());
        assertEquals("wang", room.members().get(1).user());
        assertTrue(room.members().get(1).away());
    }

    @Test
    void returns_null_without_the_room() {
        assertNull(answer(admin.room("nowhere")));
        assertNull(answer(admin.history("nowhere", new Command.History(0, null, -1, 0))));
        assertNull(answer(admin.kick("nowhere", "li")));
        assertNull(answer(admin.close("nowhere")));
        assertEquals(0, node.rooms.rooms().size());
    }

    @Test
    void lists_rooms_by_name_page_by_page() {
        List.of("b2", "a", "b1", "c", "b3", "b10").forEach(node::plain);

        assertEquals(List.of("a", "b1", "b10"), list("", "", 3));
        assertEquals(List.of("b2", "b3", "c"), list("", "b10", 3));
        assertEquals(List.of("b1", "b10", "b2", "b3"), list("b", "", 100));
        assertEquals(List.of("b2", "b3"), list("b", "b11", 100), "the list continues although b11 is gone");
        assertEquals(List.of(), list("b", "c", 100));
        assertEquals(List.of("b1"), list("b", "a", 1));
    }

    private List<String> list(String prefix, String after, int limit) {
        return answer(admin.nodes().rooms(prefix, after, limit)).stream()
                .map(RoomView::name)
                .toList();
    }

    @Test
    void explains_a_kick_to_the_member_and_the_others() {
        ManualNode.Peer li = connected("r1", "li");
        ManualNode.Peer again = node.open("r1", true, "li", 1);
        ManualNode.Peer wang = connected("r1", "wang");
        node.settle();
        wang.received();

        assertEquals(2, answer(admin.kick("r1", "li")));
        assertEquals(0, answer(admin.kick("r1", "li")), "no member has that name");
        node.settle();

        assertEquals("close 4512", last(li));
        assertEquals("close 4512", last(again));
        List<String> told = wang.received();
        assertEquals(
                2,
                told.stream()
                        .filter(each -> each.contains("\"reason\":\"kicked\""))
                        .count());
        assertEquals(1, answer(admin.room("r1")).count());
    }

    @Test
    void kicks_a_member_away_for_good() {
        ManualNode.Peer li = node.open("r1", false, "li", 0);
        li.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        String session = Json.field(li.received().get(0), "session");
        connected("r1", "wang");
        li.cut();
        assertEquals(1, answer(admin.kick("r1", "li")));

        ManualNode.Peer back = node.open("r1", false, "li", 0);
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();

        assertTrue(back.received().get(0).contains("\"resumed\":false"));
    }

    @Test
    void closes_a_room_for_all_members_and_starts_a_new_epoch() {
        ManualNode.Peer plain = node.plain("r1");
        List<ManualNode.Peer> members =
                IntStream.range(0, 30).mapToObj(i -> connected("r1", "u" + i)).toList();
        members.get(0).cut();
        members.get(1).send("{\"method\":\"m\"}");
        node.pass(1000);
        Position before = answer(admin.room("r1")).position();
        members.forEach(ManualNode.Peer::received);

        assertEquals(31, answer(admin.close("r1")));
        node.settle();

        assertEquals("close 4511", last(plain));
        assertEquals(2, members.get(2).received().size(), "$close and the close frame, without presence events");
        members.forEach(ManualNode.Peer::cut);
        plain.cut();
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.eviction().historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());

        connected("r1", "li");
        Position after = answer(admin.room("r1")).position();
        assertNotEquals(before.epoch(), after.epoch());
        assertEquals(0, after.offset());
    }

    @Test
    void enters_the_new_room_while_the_old_one_closes() {
        ManualNode.Peer old = connected("r1", "li");
        old.send("{\"method\":\"m\"}");
        String before = answer(admin.room("r1")).position().epoch();
        ManualNode.Peer waiting = node.level1("r1");
        answer(admin.close("r1"));

        waiting.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"epoch\":\"" + before + "\",\"offset\":0}}");
        node.settle();

        String welcome = waiting.received().get(0);
        assertTrue(welcome.contains("\"offset\":0,\"resumed\":false,\"recovered\":false"), welcome);
    }

    @Test
    void disconnects_a_user_in_all_rooms_without_ending_its_sessions() {
        ManualNode.Peer here = connected("r1", "li");
        ManualNode.Peer there = node.open("r2", true, "li", 1);
        ManualNode.Peer other = connected("r1", "wang");
        other.received();

        CompletionStage<Integer> count = node.hub.disconnect("li");
        node.settle();

        assertEquals(2, answer(count));
        assertEquals("close 4503", last(here));
        assertEquals("close 4503", last(there));
        assertTrue(other.received().get(0).contains("\"state\":\"away\""));
        assertEquals(2, node.hub.counters().closed(CloseCode.CLOSED_BY_OPERATOR).sum());
    }

    @Test
    void finds_an_anonymous_user_by_its_generated_name() {
        ManualNode.Peer plain = node.plain("r1");
        node.settle();
        String user = answer(admin.room("r1")).members().get(0).user();

        CompletionStage<Integer> count = node.hub.disconnect(user);
        node.settle();

        assertEquals(1, answer(count));
        assertEquals("close 4503", last(plain));
    }

    private ManualNode.Peer connected(String room, String user) {
        ManualNode.Peer peer = node.open(room, false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.received();
        return peer;
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    private static Command.Publish publish(String method, String data) {
        return new Command.Publish(0, method, data == null ? null : RawJson.of(data), null, false);
    }

    /** Returns the value of a completed stage. */
    private static <T> T answer(CompletionStage<T> stage) {
        assertTrue(stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }
}
