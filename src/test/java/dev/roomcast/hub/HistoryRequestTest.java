package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.NodeMemory;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomCounters;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** History requests, and recovery after a reconnect. A room keeps five publications. */
class HistoryRequestTest {

    private static final RoomType TYPE = RoomTypes.defaults()
            .withLinger(5000)
            .withHistory(5, 1 << 20)
            .withoutPresence()
            .build();

    private final ManualNode node = new ManualNode(ManualNode.LIMITS, TYPE, 1);
    private ManualNode.Peer member;
    private String welcome;

    @BeforeEach
    void join_a_member() {
        member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        welcome = member.received().get(0);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void returns_all_retained_publications_by_default() {
        publish(3);
        assertEquals("3 true 1 2 3", history(""));
        publish(4);
        assertEquals("7 true 3 4 5 6 7", history(""));
        assertEquals("7 true 3 4 5 6 7", history("\"limit\":1000"));
    }

    @Test
    void limits_to_the_newest_or_first_after_an_offset_without_reporting_a_gap() {
        publish(7);
        assertEquals("7 true 6 7", history("\"limit\":2"));
        assertEquals("7 true 4 5", history("\"offset\":3,\"limit\":2"));
        assertEquals("7 true", history("\"offset\":7"));
    }

    private String arriving(String data) {
        ManualNode.Peer peer = node.level1("r1");
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
        return peer.received().get(0);
    }

    @Test
    void sends_the_newest_publications_to_a_new_member_only_on_request_and_without_recovery() {
        publish(7);
        String epoch = welcome.replaceFirst(".*\"epoch\":\"([^\"]+)\".*", "$1");
        String asked = arriving("\"history\":2");
        assertTrue(asked.contains("\"recovered\":false,\"publications\":[],\"history\":[{"), asked);
        assertTrue(asked.indexOf("\"offset\":6,") < asked.indexOf("\"offset\":7,\"time"), asked);
        assertTrue(!asked.contains("\"offset\":5,"), asked);
        assertTrue(!arriving("").contains("history"));
        String recovered = arriving("\"history\":2,\"epoch\":\"" + epoch + "\",\"offset\":6");
        assertTrue(recovered.contains("\"recovered\":true") && !recovered.contains("history"), recovered);
        assertTrue(arriving("\"history\":1000").contains("\"offset\":3,"), "all retained publications");
        assertTrue(arriving("\"history\":0").contains("bad_request"));
        assertTrue(arriving("\"history\":1.0").contains("\"history\":[{"));
    }

    @Test
    void recovers_nothing_if_the_missed_publications_exceed_an_answer() {
        NodeMemory small = new NodeMemory(64 << 20, 64 << 20, 200, 64 << 20);
        ManualNode node = new ManualNode(ManualNode.LIMITS.withMemory(small), TYPE, 1);
        ManualNode.Peer li = node.level1("r1");
        li.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        String epoch = li.received().get(0).replaceFirst(".*\"epoch\":\"([^\"]+)\".*", "$1");
        for (int i = 0; i < 4; i++) {
            li.send("{\"method\":\"m\",\"data\":" + i + "}");
        }
        node.settle();
        for (int from = 0; from <= 4; from++) {
            ManualNode.Peer late = node.level1("r1");
            late.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"history\":4,\"epoch\":\"" + epoch
                    + "\",\"offset\":" + from + "}}");
            node.settle();
            String answer = late.received().get(0);
            boolean fits = from >= 2;
            assertTrue(answer.contains("\"recovered\":" + fits), answer);
            assertTrue(
                    fits || answer.contains("\"publications\":[],\"history\":[{\"method\":\"m\",\"data\":2,"), answer);
        }
    }

    @Test
    void refuses_a_list_of_members_that_exceeds_an_answer() {
        NodeMemory small = new NodeMemory(64 << 20, 64 << 20, 250, 64 << 20);
        ManualNode node = new ManualNode(ManualNode.LIMITS.withMemory(small), TYPE, 1);
        ManualNode.Peer li = node.level1("r1");
        li.send("{\"method\":\"$connect\",\"id\":1}");
        li.send("{\"method\":\"$members\",\"id\":2}");
        node.settle();
        assertTrue(li.received().get(1).contains("\"members\":[{"));
        node.level1("r1").send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":\"" + "x".repeat(200) + "\"}}");
        node.settle();
        li.received();
        li.send("{\"method\":\"$members\",\"id\":3}");
        node.settle();
        assertTrue(li.received().get(0).contains("\"code\":\"too_large\""));
    }

    @Test
    void marks_evicted_publications_as_missing() {
        publish(7);
        assertEquals("7 true 3 4 5 6 7", history("\"offset\":2"));
        assertEquals("7 false 3 4 5 6 7", history("\"offset\":1"));
        for (String offset : List.of("8", "9223372036854775807", "1e30")) {
            assertEquals("7 false", history("\"offset\":" + offset), "ahead of the room");
        }
        assertEquals("7 false", history("\"epoch\":\"other\",\"offset\":3"));
        assertEquals("7 true 6 7", history("\"epoch\":\"" + field("epoch") + "\",\"offset\":5"));
        age();
        publish(1);
        assertEquals("8 false 8", history("\"offset\":6"), "too old");
    }

    @Test
    void returns_level_0_texts_in_level_1_form() {
        ManualNode.Peer elsewhere = node.plain("r2");
        elsewhere.send("hello");
        node.settle();
        ManualNode.Peer asking = node.level1("r2");
        asking.send("{\"method\":\"$connect\",\"id\":1}");
        asking.send("{\"method\":\"$history\",\"id\":2}");
        node.settle();

        String answer = asking.received().get(1);
        assertTrue(answer.contains("{\"method\":\"$text\",\"data\":\"hello\",\"user\":"), answer);
        assertTrue(answer.contains("\"offset\":1,\"time\":1764000000000}"), answer);
    }

    @Test
    void recovers_all_or_nothing_on_resume() {
        RoomCounters counters = node.rooms.counters();
        publish(7);
        assertEquals("7 true 3 4 5 6 7", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":2"));
        assertEquals("7 true", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":7"));
        assertEquals(2, counters.recovered.sum());
        assertEquals(0, counters.unrecovered.sum());
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":1"));
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":8"));
        assertEquals("7 false", comeBack("\"epoch\":\"other\",\"offset\":6"));
        assertEquals(3, counters.unrecovered.sum());
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\""), "an incomplete position");
        assertEquals(3, counters.unrecovered.sum());
        age();
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":6"), "too old");
        assertEquals("7 true", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":7"));
    }

    @Test
    void counts_resumed_and_unknown_sessions() {
        RoomCounters counters = node.rooms.counters();
        comeBack("\"session\":\"s_unknown\"");
        assertEquals(0, counters.resumed.sum());
        assertEquals(1, counters.unresumed.sum());
        comeBack("\"session\":\"" + field("session") + "\"");
        assertEquals(1, counters.resumed.sum());
        assertEquals(1, counters.unresumed.sum());
    }

    /** Advances the clock until no earlier publication is retained. */
    private void age() {
        for (long left = TYPE.historyAge(); left > 0; left -= 20_000) {
            node.pass(20_000);
            member.connection.receiveSign();
        }
    }

    private static ManualNode generous(int count, Rights rights) {
        return new ManualNode(
                ManualNode.LIMITS,
                RoomTypes.defaults()
                        .withLinger(5000)
                        .withHistory(5, 1 << 20)
                        .withoutPresence()
                        .withRights(rights)
                        .withHistoryOnConnect(count)
                        .build(),
                1);
    }

    @Test
    void sends_the_room_s_default_number_of_publications_to_new_members_without_a_request() {
        ManualNode other = generous(2, Rights.ALL);
        ManualNode.Peer first = other.level1("r1");
        first.send("{\"method\":\"$connect\",\"id\":1}");
        first.send("{\"method\":\"a\"}");
        first.send("{\"method\":\"b\",\"data\":1}");
        ManualNode.Peer plain = other.plain("r1");
        other.settle();
        plain.received();
        plain.send("just a text");
        other.settle();
        String epoch = first.received().get(0).replaceFirst(".*\"epoch\":\"([^\"]+)\".*", "$1");

        String welcome = welcome(other, "");
        assertTrue(welcome.contains("\"history\":[{\"method\":\"b\""), welcome);
        assertTrue(welcome.contains("\"offset\":3,"), welcome);
        assertTrue(welcome(other, "\"history\":1").contains("\"history\":[{\"method\":\"$text\""));
        String recovered = welcome(other, "\"epoch\":\"" + epoch + "\",\"offset\":1");
        assertTrue(recovered.contains("\"recovered\":true") && !recovered.contains("history"), recovered);

        ManualNode.Peer late = other.plain("r1");
        other.settle();
        List<String> received = late.received();
        assertEquals(2, received.size(), received.toString());
        assertTrue(received.get(0).startsWith("{\"method\":\"b\",\"data\":1,"), received.toString());
        assertEquals("just a text", received.get(1));
        assertEquals(List.of(), other.failures);
    }

    @Test
    void sends_no_history_to_new_members_without_the_right() {
        ManualNode other = generous(2, Rights.of(Set.of("join", "publish")));
        ManualNode.Peer first = other.level1("r1");
        first.send("{\"method\":\"$connect\",\"id\":1}");
        first.send("{\"method\":\"a\"}");
        other.settle();
        assertTrue(welcome(other, "").contains("\"history\":[]"));
        ManualNode.Peer late = other.plain("r1");
        other.settle();
        assertEquals(List.of(), late.received());
    }

    private static String welcome(ManualNode node, String data) {
        ManualNode.Peer peer = node.level1("r1");
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
        return peer.received().get(0);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            member.send("{\"method\":\"m\"}");
        }
        node.settle();
        member.received();
    }

    private String history(String data) {
        member.send("{\"method\":\"$history\",\"id\":9,\"data\":{" + data + "}}");
        node.settle();
        return shown(member.received().get(0), "complete");
    }

    private String comeBack(String data) {
        ManualNode.Peer back = node.level1("r1");
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
        return shown(back.received().get(0), "recovered");
    }

    /** Returns the room's offset, the flag, and the offsets of the publications. */
    private static String shown(String answer, String flag) {
        String head = answer.replaceAll(".*?\"offset\":(\\d+),.*\"" + flag + "\":(\\w+),.*", "$1 $2");
        String publications = answer.replaceAll(".*\"publications\":\\[(.*?)\\].*", "$1");
        return Stream.concat(
                        Stream.of(head),
                        Stream.of(publications.split("\"offset\":")).skip(1).map(each -> each.replaceAll(",.*", "")))
                .collect(Collectors.joining(" "));
    }

    private String field(String name) {
        return Json.field(welcome, name);
    }
}
