package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Counters;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is given to one who asks for what was said, or comes back to it. A room keeps five. */
class HistoryRequestTest {

    private static final RoomType TYPE = new RoomType(
            5000, 5, 1 << 20, 600_000, 0, 100, RoomType.SameUser.ALLOW, true, false, 200, 200, 0, 0, Rights.ALL);

    private final Node node = new Node(Node.LIMITS, TYPE, 1);
    private Node.Peer member;
    private String welcome;

    @BeforeEach
    void somebody_is_here() {
        member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        welcome = member.received().get(0);
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void all_that_is_kept_is_given_where_nothing_else_is_asked_for() {
        publish(3);
        assertEquals("3 true 1 2 3", history(""));
        publish(4);
        assertEquals("7 true 3 4 5 6 7", history(""));
        assertEquals("7 true 3 4 5 6 7", history("\"limit\":1000"));
    }

    @Test
    void a_limit_gives_the_newest_or_the_first_after_a_position_and_what_it_cuts_off_is_not_missing() {
        publish(7);
        assertEquals("7 true 6 7", history("\"limit\":2"));
        assertEquals("7 true 4 5", history("\"offset\":3,\"limit\":2"));
        assertEquals("7 true", history("\"offset\":7"));
    }

    @Test
    void what_is_not_kept_any_more_is_missing_and_said_to_be() {
        publish(7);
        assertEquals("7 true 3 4 5 6 7", history("\"offset\":2"));
        assertEquals("7 false 3 4 5 6 7", history("\"offset\":1"));
        assertEquals("7 false", history("\"offset\":8"), "ahead of the room");
        assertEquals("7 false", history("\"epoch\":\"other\",\"offset\":3"));
        assertEquals("7 true 6 7", history("\"epoch\":\"" + field("epoch") + "\",\"offset\":5"));
        age();
        publish(1);
        assertEquals("8 false 8", history("\"offset\":6"), "too old");
    }

    @Test
    void plain_texts_are_given_as_level_1_would_have_heard_them() {
        Node.Peer elsewhere = node.plain("r2");
        elsewhere.send("hello");
        node.settle();
        Node.Peer asking = node.level1("r2");
        asking.send("{\"method\":\"$connect\",\"id\":1}");
        asking.send("{\"method\":\"$history\",\"id\":2}");
        node.settle();

        String answer = asking.received().get(1);
        assertTrue(answer.contains("{\"method\":\"$text\",\"data\":\"hello\",\"user\":"), answer);
        assertTrue(answer.contains("\"offset\":1,\"time\":1764000000000}"), answer);
    }

    @Test
    void one_who_comes_back_gets_everything_or_nothing() {
        Counters counters = node.rooms.counters();
        publish(7);
        assertEquals("7 true 3 4 5 6 7", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":2"));
        assertEquals("7 true", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":7"));
        assertEquals(2, counters.recovered.sum());
        assertEquals(0, counters.unrecovered.sum());
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":1"));
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":8"));
        assertEquals("7 false", comeBack("\"epoch\":\"other\",\"offset\":6"));
        assertEquals(3, counters.unrecovered.sum());
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\""), "no full position");
        assertEquals(3, counters.unrecovered.sum());
        age();
        assertEquals("7 false", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":6"), "too old");
        assertEquals("7 true", comeBack("\"epoch\":\"" + field("epoch") + "\",\"offset\":7"));
    }

    @Test
    void sessions_that_were_held_and_that_were_not_are_counted() {
        Counters counters = node.rooms.counters();
        comeBack("\"session\":\"s_unknown\"");
        assertEquals(0, counters.resumed.sum());
        assertEquals(1, counters.unresumed.sum());
        comeBack("\"session\":\"" + field("session") + "\"");
        assertEquals(1, counters.resumed.sum());
        assertEquals(1, counters.unresumed.sum());
    }

    /** So much time passes that nothing of before is kept. */
    private void age() {
        for (long left = TYPE.historyAge(); left > 0; left -= 20_000) {
            node.pass(20_000);
            member.connection.receiveSign();
        }
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
        Node.Peer back = node.level1("r1");
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
        return shown(back.received().get(0), "recovered");
    }

    /** The room's offset, the flag, and the offsets of the publications. */
    private static String shown(String answer, String flag) {
        String head = answer.replaceAll(".*?\"offset\":(\\d+),.*\"" + flag + "\":(\\w+),.*", "$1 $2");
        String publications = answer.replaceAll(".*\"publications\":\\[(.*?)\\].*", "$1");
        return Stream.concat(
                        Stream.of(head),
                        Stream.of(publications.split("\"offset\":")).skip(1).map(each -> each.replaceAll(",.*", "")))
                .collect(Collectors.joining(" "));
    }

    private String field(String name) {
        return welcome.replaceAll(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }
}
