package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.Member;
import dev.roomcast.room.RoomAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Joins and publications that wait for the engine of a shared room. */
class SharedRoomTest extends SharedRoom {

    @Test
    void runs_commands_in_order_after_the_join() {
        ManualNode.Peer li = arriving("li");
        li.send("{\"method\":\"a\",\"id\":2}");
        li.send("{\"method\":\"b\",\"id\":3}");
        node.settle();
        assertEquals(List.of(), li.received());
        assertEquals(List.of(), engine.drafts);

        engine.seat();
        engine.place();
        engine.place();
        node.settle();

        List<String> heard = li.received();
        assertTrue(heard.get(0).startsWith("{\"method\":\"$connect\",\"id\":1"), heard.get(0));
        assertEquals(List.of("a", "b"), methods(heard, "offset\":1,\"time", "offset\":2,\"time"));
    }

    @Test
    void welcomes_members_after_all_gathered_changes() {
        ManualNode.Peer li = arriving("li");
        ManualNode.Peer wang = arriving("wang");
        node.settle();
        engine.seatTogether(2);
        node.settle();

        for (ManualNode.Peer each : List.of(li, wang)) {
            List<String> heard = each.received();
            assertEquals(1, heard.size(), heard::toString);
            assertTrue(heard.get(0).contains("c_li") && heard.get(0).contains("c_wang"), heard.get(0));
        }
    }

    @Test
    void drops_commands_of_a_join_closed_early() {
        ManualNode.Peer li = arriving("li");
        li.send("{\"method\":\"a\"}");
        ManualNode.Peer plain = node.open("r1", true, "plain", 0);
        plain.send("hello");
        node.open("r1", true, "other", 0);
        li.cut();
        plain.cut();

        engine.seat();
        engine.seat();
        node.settle();

        assertEquals(List.of("away li", "left plain"), engine.left);
        assertEquals(List.of(), engine.drafts);
    }

    @Test
    void explains_a_refused_join_to_open_connections() {
        ManualNode.Peer li = arriving("li");
        ManualNode.Peer gone = arriving("gone");
        li.send("{\"method\":\"a\"}");
        gone.cut();
        engine.entries.forEach(request -> engine.room.apply(() -> request.onRefused(CloseCode.ROOM_FULL)));
        li.send("{\"method\":\"b\"}");
        node.settle();

        assertEquals("close 4513", last(li));
        assertEquals(1, node.hub.counters().closed(CloseCode.ROOM_FULL).sum());
        assertEquals(List.of(), engine.drafts);
    }

    @Test
    void reports_a_refused_publication_and_allows_a_retry() {
        ManualNode.Peer li = connected("li");
        li.send("{\"method\":\"a\",\"id\":2}");
        engine.drafts.remove(0).refused();
        node.settle();
        assertEquals(List.of(unavailable(2)), li.received());

        li.send("{\"method\":\"a\",\"id\":2}");
        engine.place();
        node.settle();
        assertTrue(li.received().contains("{\"method\":\"$ack\",\"id\":2,\"data\":{\"offset\":1}}"));
        li.send("{\"method\":\"$info\",\"id\":3,\"data\":1}");
        li.send("{\"method\":\"$info\",\"id\":4,\"data\":1}");
        engine.infos.get(0).onSettled(false);
        engine.infos.get(1).onSettled(true);
        node.settle();
        assertEquals(List.of(unavailable(3), "{\"method\":\"$info\",\"id\":4,\"data\":{}}"), li.received());
    }

    @Test
    void asks_a_level_0_member_to_reconnect_when_its_text_is_refused() {
        ManualNode.Peer plain = node.open("r1", true, "plain", 0);
        engine.seat();
        plain.send("hello");
        engine.drafts.remove(0).refused();
        node.settle();
        assertEquals("close 4010", last(plain));
    }

    @Test
    void returns_position_or_failure_to_the_server() {
        RoomAdmin admin = new RoomAdmin(node.rooms, node.hub::disconnect);
        connected("li");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        CompletableFuture<Position> refused = admin.publish("r1", news).toCompletableFuture();
        CompletableFuture<Position> placed = admin.publish("r1", news).toCompletableFuture();
        engine.drafts.remove(0).refused();
        assertTrue(
                assertThrows(CompletionException.class, refused::join).getCause()
                        instanceof EngineUnavailableException);
        engine.place();
        assertEquals(new Position("e", 1), placed.join());
    }

    @Test
    void shows_and_counts_members_of_other_nodes() {
        ManualNode.Peer li = connected("li");
        Member far = new Member("wang", "c_wang", null);
        engine.room.apply(() -> engine.room.applyJoin(far.showing(RawJson.of("{\"n\":1}")), null));
        node.settle();
        assertTrue(
                last(li).contains(
                                "\"joins\":[{\"user\":\"wang\",\"client\":\"c_wang\",\"state\":\"online\",\"info\":{\"n\":1}}]"));
        assertEquals(far, engine.room.member("c_wang"));
        assertEquals(2, engine.room.members().size());
        assertEquals(1, node.rooms.counters().members.sum());
        assertEquals(1, node.rooms.counters().users.sum());

        engine.room.apply(() -> engine.room.applyAway(far, 1000, false));
        node.settle();
        assertTrue(last(li).contains("\"state\":\"away\""));
        assertEquals(0, node.rooms.counters().away.sum(), "the member belongs to another node");
        engine.room.apply(() -> engine.room.applyOnline(far));
        node.settle();
        assertTrue(last(li).contains("\"state\":\"online\""));
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("from afar"), far.sender(), far, 1, 0));
        node.settle();
        assertTrue(last(li).contains("\"from afar\",\"user\":\"wang\""));
    }

    /** Returns the methods of the frames that contain each of the parts. */
    private static List<String> methods(List<String> frames, String... parts) {
        List<String> methods = new ArrayList<>();
        for (String part : parts) {
            frames.stream()
                    .filter(each -> each.contains(part))
                    .forEach(each -> methods.add(each.replaceAll("\\{\"method\":\"([^\"]+)\".*", "$1")));
        }
        return methods;
    }
}
