package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.OutboundMessage;
import dev.roomcast.room.RoomAdmin;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delivery to members of both levels on both event loops, by name, and without an echo. */
class ShardWriterTest {

    private final ManualNode node = new ManualNode();
    private ManualNode.Peer li;
    private ManualNode.Peer wang;
    private ManualNode.Peer plain;

    @BeforeEach
    void join_three_members() {
        li = connected("li", 0);
        wang = connected("wang", 1);
        plain = node.open("r1", true, "plain", 1);
        node.settle();
        li.received();
        wang.received();
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void encodes_for_each_level() {
        plain.send("hello");
        plain.send("{ \"method\":\"move\", \"data\":1 }");
        li.send("{\"method\":\"move\",\"data\":2}");
        node.settle();

        String third = "{\"method\":\"move\",\"data\":2,\"user\":\"li\"";
        List<String> plains = plain.received();
        assertEquals(List.of("hello", "{ \"method\":\"move\", \"data\":1 }"), plains.subList(0, 2));
        assertTrue(plains.get(2).startsWith(third));
        List<String> wangs = wang.received();
        assertTrue(wangs.get(0).startsWith("{\"method\":\"$text\",\"data\":\"hello\",\"user\":\"plain\""));
        assertTrue(wangs.get(1).startsWith("{\"method\":\"move\",\"data\":1,\"user\":\"plain\""));
        assertTrue(wangs.get(2).startsWith(third));
    }

    @Test
    void sends_direct_messages_once_to_each_receiver() {
        String wangsClient = members().replaceAll(".*\"wang\",\"client\":\"([^\"]+)\".*", "$1");
        li.send("{\"method\":\"hint\",\"id\":5,\"to\":[\"wang\",\"" + wangsClient
                + "\",\"nobody\",\"plain\"],\"data\":1}");
        node.settle();

        assertEquals(1, wang.received().size());
        String heard = plain.received().get(0);
        assertTrue(heard.startsWith("{\"method\":\"hint\",\"data\":1,\"user\":\"li\""), heard);
        assertTrue(!heard.contains("offset"), heard);
        assertEquals(List.of("{\"method\":\"$ack\",\"id\":5,\"data\":{}}"), li.received());
        li.send("{\"method\":\"hint\",\"id\":5,\"to\":[\"wang\"],\"data\":1}");
        node.settle();
        assertEquals(List.of(), wang.received(), "at most once per id");
    }

    @Test
    void keeps_direct_messages_in_order_with_broadcasts() {
        li.send("{\"method\":\"a\"}");
        li.send("{\"method\":\"b\",\"to\":[\"wang\"]}");
        li.send("{\"method\":\"c\"}");
        node.settle();

        assertEquals(
                List.of("a", "b", "c"),
                wang.received().stream()
                        .map(each -> each.replaceAll(".*\"method\":\"(.)\".*", "$1"))
                        .toList());
        assertEquals(2, plain.received().size());
    }

    @Test
    void bounds_the_messages_to_single_members_that_one_piece_holds() {
        ShardWriter writer = new ShardWriter(node.hub, node.hub.loop(node.loops[0]));
        Frame frame = Frame.text("x");
        OutboundMessage direct = new OutboundMessage(frame, frame, li.connection, null, false, false);
        for (int i = 0; i < ShardWriter.MAX_NAMING; i++) {
            assertTrue(writer.hasRoomFor(direct));
            writer.add(direct);
        }
        assertFalse(writer.hasRoomFor(direct));
        writer.write(List.of(), List.of(li.connection), false);
        node.settle();
        assertEquals(ShardWriter.MAX_NAMING, li.received().size());
        assertTrue(writer.hasRoomFor(direct));
    }

    @Test
    void broadcasts_binary_messages_without_an_offset() {
        li.connection.receive(Frame.binary(new byte[] {1, 2, 3}));
        node.settle();
        for (ManualNode.Peer each : List.of(li, wang, plain)) {
            assertEquals("0x82, 3 bytes", each.transport.received().get(0).toString());
        }
        assertEquals(
                0,
                new RoomAdmin(node.rooms, node.hub::disconnect)
                        .room("r1")
                        .toCompletableFuture()
                        .join()
                        .position()
                        .offset());
    }

    @Test
    void omits_only_the_echo_of_own_texts() {
        ManualNode.Peer mute =
                new ManualNode.Peer(node, new HandshakeRequest("r1", true, "mute", false, "", null), node.loops[0]);
        node.settle();
        mute.send("mine");
        mute.connection.receive(Frame.binary(new byte[1]));
        plain.send("yours");
        node.settle();

        assertEquals(List.of("yours"), mute.received());
        assertEquals(3, plain.transport.received().size());
    }

    @Test
    void sends_own_publications_to_level_1_despite_no_echo() {
        ManualNode.Peer mute =
                new ManualNode.Peer(node, new HandshakeRequest("r1", false, "mute", false, "", null), node.loops[0]);
        mute.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        mute.received();
        mute.send("{\"method\":\"m\"}");
        mute.connection.receive(Frame.binary(new byte[1]));
        node.settle();

        assertEquals(1, mute.received().size());
    }

    @Test
    void sends_volatile_messages_without_offset_to_both_levels() {
        li.send("{\"method\":\"cursor\",\"id\":6,\"volatile\":true,\"data\":1}");
        node.settle();

        String cursor = "{\"method\":\"cursor\",\"data\":1,\"user\":\"li\"";
        assertTrue(plain.received().get(0).startsWith(cursor));
        assertTrue(wang.received().get(0).startsWith(cursor));
        List<String> own = li.received();
        assertTrue(own.contains("{\"method\":\"$ack\",\"id\":6,\"data\":{}}"), own.toString());
    }

    @Test
    void sends_only_required_messages_to_lagging_members() {
        wang.transport.stall();
        for (int i = 0; i < 5; i++) {
            li.send("{\"method\":\"m\",\"data\":\"" + "x".repeat(60_000) + "\"}");
        }
        node.settle();
        li.send("{\"method\":\"cursor\",\"volatile\":true}");
        li.send("{\"method\":\"hint\",\"to\":[\"wang\"],\"volatile\":true}");
        li.send("{\"method\":\"last\"}");
        node.settle();
        wang.transport.unstall();
        wang.transport.flush();

        List<String> heard = wang.received();
        assertEquals(6, heard.size());
        assertTrue(heard.get(5).contains("\"last\""));
        assertEquals(2, node.hub.counters().dropped.sum());
        assertEquals(7, li.received().size());
    }

    @Test
    void answers_bad_frames_with_errors_and_closes_on_the_tenth() {
        ManualNode.Peer clumsy = node.level1("r1");
        clumsy.send("no frame");
        clumsy.connection.receive(Frame.binary(new byte[1]));
        clumsy.send("{\"method\":\"m\",\"id\":3}");
        node.settle();
        List<String> told = clumsy.received();
        assertEquals(3, told.size());
        told.forEach(each -> assertTrue(each.contains("\"code\":\"not_connected\""), each));
        assertTrue(told.get(2).contains("\"id\":3"), told.get(2));
        clumsy.send("{\"method\":\"$connect\",\"data\":5}");
        clumsy.send("{\"method\":\"$connect\"}");
        clumsy.send("{\"method\":\"$unknown\"}");
        for (int i = 0; i < 8; i++) {
            clumsy.send("no frame");
        }
        node.settle();
        assertTrue(clumsy.connection.isOpen());

        clumsy.send("{\"method\":\"$refresh\",\"id\":4}");
        node.settle();

        List<String> all = clumsy.received();
        assertTrue(all.get(all.size() - 3).contains("\"id\":4,\"data\":{\"code\":\"bad_request\""), all.toString());
        assertEquals("close 4501", all.get(all.size() - 1));
    }

    @Test
    void refuses_a_second_connect_and_a_large_info_without_closing() {
        String large = "{\"x\":\"" + "y".repeat(ManualNode.LIMITS.infoBytes() - 7) + "\"}";
        String allowed = "{\"x\":\"" + "y".repeat(ManualNode.LIMITS.infoBytes() - 8) + "\"}";
        li.send("{\"method\":\"$connect\",\"id\":2}");
        li.send("{\"method\":\"$info\",\"id\":3,\"data\":" + large + "}");
        li.send("{\"method\":\"$info\",\"id\":4,\"data\":" + allowed + "}");
        node.settle();

        List<String> told = li.received();
        assertTrue(told.stream().anyMatch(each -> each.contains("\"id\":2,\"data\":{\"code\":\"already_connected\"")));
        assertTrue(told.stream().anyMatch(each -> each.contains("\"id\":3,\"data\":{\"code\":\"too_large\"")));
        assertTrue(told.contains("{\"method\":\"$info\",\"id\":4,\"data\":{}}"));
        ManualNode.Peer other = node.level1("r1");
        other.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":" + large + "}}");
        node.settle();
        assertTrue(other.received().get(0).contains("\"code\":\"too_large\""));
        other.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":" + allowed + "}}");
        node.settle();
        assertTrue(other.received().get(0).contains("\"resumed\":false"));
    }

    private String members() {
        li.send("{\"method\":\"$members\",\"id\":2}");
        node.settle();
        return li.received().get(0);
    }

    private ManualNode.Peer connected(String user, int loop) {
        ManualNode.Peer peer = node.open("r1", false, user, loop);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }
}
