package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.NodeMemory;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of connections, addresses and rooms. */
class HubLimitsTest extends DefaultNode {

    @Test
    void closes_a_level_0_member_that_exceeds_its_burst() {
        node = new ManualNode(ManualNode.limits(100, 0, 0, 0), ManualNode.TYPE, 1);
        ManualNode.Peer member = node.plain("r1");
        for (int i = 0; i < 300; i++) {
            member.send("m");
        }
        node.settle();
        assertEquals(300, member.received().size());

        member.send("one more");
        node.settle();

        assertEquals("close 4013", member.received().get(1));
    }

    @Test
    void reports_rate_limited_to_a_level_1_member_without_closing_it() {
        node = new ManualNode(ManualNode.limits(100, 0, 0, 0), ManualNode.TYPE, 1);
        ManualNode.Peer member = connected("r1");
        for (int i = 0; i < 300; i++) {
            member.send("{\"method\":\"m\",\"id\":" + (i + 1) + "}");
        }
        node.settle();

        List<String> received = member.received();
        String refused =
                "{\"method\":\"$error\",\"id\":300,\"data\":{\"code\":\"rate_limited\",\"message\":\"too many messages, or too large ones\",\"retry\":true}}";
        assertTrue(received.contains(refused), received.get(received.size() - 1));
        node.pass(1000);
        member.send("{\"method\":\"m\",\"id\":300}");
        node.settle();
        assertTrue(member.received().contains("{\"method\":\"$ack\",\"id\":300,\"data\":{\"offset\":300}}"));
    }

    @Test
    void limits_the_connections_of_an_address() {
        node = new ManualNode(ManualNode.limits(0, 2, 0, 0), ManualNode.TYPE, 1);
        ManualNode.Peer first = node.plain("r1");
        node.plain("r2");

        ManualNode.Peer third = node.plain("r3");
        assertEquals("close 4504", third.received().get(1));

        third.cut();
        first.cut();
        ManualNode.Peer fourth = node.plain("r4");
        node.settle();
        assertEquals(List.of(), fourth.received());
    }

    @Test
    void limits_the_connection_rate_of_an_address() {
        node = new ManualNode(ManualNode.limits(0, 0, 3, 0), ManualNode.TYPE, 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(), node.plain("r1").received());
        }

        assertEquals("close 4013", node.plain("r1").received().get(1));

        node.pass(1000);
        assertEquals(List.of(), node.plain("r1").received());
    }

    @Test
    void limits_the_message_rate_of_a_room_across_its_members() {
        node = new ManualNode(ManualNode.LIMITS, pacing(5, 0), 1);
        ManualNode.Peer a = connected("r1");
        ManualNode.Peer b = connected("r1");
        ManualNode.Peer elsewhere = connected("r2");
        a.received();
        for (int i = 0; i < 10; i++) {
            (i % 2 == 0 ? a : b).send("{\"method\":\"m\",\"id\":" + (i + 2) + "}");
        }
        node.settle();
        assertEquals(
                10,
                a.received().stream()
                        .filter(each -> each.contains("\"offset\""))
                        .filter(each -> each.contains("\"m\""))
                        .count());
        b.received();

        b.send("{\"method\":\"m\",\"id\":99}");
        elsewhere.send("{\"method\":\"m\",\"id\":5}");
        node.settle();

        assertEquals(
                List.of(
                        "{\"method\":\"$error\",\"id\":99,\"data\":{\"code\":\"rate_limited\",\"message\":\"too much is said in this room\",\"retry\":true}}"),
                b.received());
        assertTrue(elsewhere.received().get(1).contains("\"offset\":1"));
        node.pass(200);
        b.send("{\"method\":\"m\",\"id\":99}");
        node.settle();
        assertTrue(b.received().stream().anyMatch(each -> each.contains("\"$ack\",\"id\":99")));
    }

    @Test
    void refuses_a_list_of_members_that_exceeds_an_answer() {
        node = new ManualNode(
                ManualNode.LIMITS.withMemory(new NodeMemory(64 << 20, 64 << 20, 500, 64 << 20)), ManualNode.TYPE, 1);
        ManualNode.Peer member = connected("r1");
        member.received();
        member.send("{\"method\":\"$members\",\"id\":2}");
        node.settle();
        assertEquals(1, count(member, "\"members\""));
        for (int i = 0; i < 5; i++) {
            connected("r1");
        }
        member.received();
        member.send("{\"method\":\"$members\",\"id\":3}");
        node.settle();
        assertEquals(1, count(member, "\"id\":3,\"data\":{\"code\":\"too_large\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"李", "\u0001", "\""})
    void counts_the_encoded_names_in_a_list_of_members(String character) {
        node = new ManualNode(
                ManualNode.LIMITS.withMemory(new NodeMemory(64 << 20, 64 << 20, 1000, 64 << 20)), ManualNode.TYPE, 1);
        ManualNode.Peer member = null;
        for (int i = 0; i < 5; i++) {
            member = node.open("r1", false, character.repeat(63) + i, 0);
            member.send("{\"method\":\"$connect\",\"id\":1}");
            node.settle();
        }
        member.received();
        member.send("{\"method\":\"$members\",\"id\":3}");
        node.settle();
        assertEquals(1, count(member, "\"id\":3,\"data\":{\"code\":\"too_large\""));
    }

    private ManualNode.Peer player(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        return peer;
    }

    private static String client(ManualNode.Peer peer) {
        return peer.connection.member().client();
    }

    private static long count(ManualNode.Peer peer, String part) {
        return peer.received().stream().filter(each -> each.contains(part)).count();
    }

    @Test
    void counts_repeated_changes_of_the_host_against_the_rate_of_the_room() {
        node = new ManualNode(ManualNode.LIMITS, pacing(5, 0), 1);
        ManualNode.Peer li = player("li");
        ManualNode.Peer wang = player("wang");
        ManualNode.Peer observer = connected("r1");
        observer.received();
        for (int i = 0; i < 100; i++) {
            ManualNode.Peer host = i % 2 == 0 ? li : wang;
            ManualNode.Peer next = i % 2 == 0 ? wang : li;
            host.send("{\"method\":\"$host\",\"id\":" + (i + 2) + ",\"data\":{\"client\":\"" + client(next) + "\"}}");
            node.settle();
        }
        assertEquals(10, count(observer, "\"host\""));
        assertEquals(45, count(li, "rate_limited"));
        assertEquals(45, count(wang, "forbidden"), "the host does not change");
    }

    @Test
    void counts_starts_and_stops_of_runs_against_the_rate_of_the_room() {
        node = new ManualNode(ManualNode.LIMITS, pacing(5, 0), 1);
        ManualNode.Peer li = player("li");
        ManualNode.Peer wang = player("wang");
        wang.received();
        for (int i = 0; i < 100; i++) {
            li.send("{\"method\":\"$run\",\"id\":" + (i + 2) + ",\"data\":{\"rate\":" + (i % 2 == 0 ? 30 : 0) + "}}");
            node.settle();
        }
        assertEquals(10, count(wang, "{\"method\":\"$run\",\"data\""));
        assertEquals(90, count(li, "rate_limited"));
    }

    @Test
    void charges_the_rate_of_the_room_only_for_requests_of_the_host() {
        node = new ManualNode(ManualNode.LIMITS, pacing(5, 0), 1);
        ManualNode.Peer li = player("li");
        ManualNode.Peer wang = player("wang");
        for (int i = 0; i < 20; i++) {
            wang.send("{\"method\":\"$host\",\"id\":2,\"data\":{\"client\":\"" + client(wang) + "\"}}");
            wang.send("{\"method\":\"$run\",\"id\":3}");
        }
        node.settle();
        assertEquals(40, count(wang, "forbidden"));
        li.received();
        li.send("{\"method\":\"m\",\"id\":4}");
        node.settle();
        assertEquals(1, count(li, "$ack"));
    }

    private static RoomType pacing(double messagesPerSecond, double bytesPerSecond) {
        return RoomTypes.defaults()
                .withLinger(0)
                .withHistory(0, 0)
                .withHistoryAge(0)
                .withMembers(0, 0)
                .withoutPresence()
                .withRates(messagesPerSecond, bytesPerSecond)
                .build();
    }

    @Test
    void closes_a_level_0_member_that_exceeds_the_rate_of_its_room() {
        node = new ManualNode(ManualNode.LIMITS, pacing(2, 0), 1);
        ManualNode.Peer member = node.plain("r1");
        ManualNode.Peer other = node.plain("r1");
        for (int i = 0; i < 4; i++) {
            member.send("m" + i);
        }
        node.settle();
        assertEquals(List.of("m0", "m1", "m2", "m3"), member.received());
        assertEquals(4, other.received().size());

        member.connection.receive(Frame.binary(new byte[1]));
        node.settle();
        assertEquals("close 4013", member.received().get(1));
        assertEquals(List.of(), other.received());
    }

    @Test
    void counts_method_and_data_of_level_1_as_bytes() {
        node = new ManualNode(ManualNode.LIMITS, pacing(0, 10), 1);
        ManualNode.Peer member = connected("r1");
        member.send("{\"method\":\"four\",\"id\":2,\"data\":\"12345678\"}");
        member.send("{\"method\":\"sevenxx\",\"id\":3}");
        member.send("{\"method\":\"sixxxx\",\"id\":4}");
        node.settle();

        String received = String.join("", member.received());
        assertTrue(received.contains("\"$ack\",\"id\":2"), received);
        assertTrue(received.contains("\"$error\",\"id\":3"), received);
        assertTrue(received.contains("\"$ack\",\"id\":4"), received);
    }
}
