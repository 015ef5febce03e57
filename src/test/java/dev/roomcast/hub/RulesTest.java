package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.RoomType;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.Rooms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decisions and reactions of an application's rules, between a connection and its room. */
class RulesTest extends RuledRooms {

    @Test
    void keeps_the_order_of_a_member_during_a_decision_without_delaying_others() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        wang.received();
        li.send("{\"method\":\"later\",\"id\":2}");
        li.send("{\"method\":\"chat\",\"id\":3}");
        li.send("{\"method\":\"$leave\"}");
        publish(wang, 2, "other", "");
        assertEquals(List.of("other", "$ack"), methods(wang));
        assertFalse(li.transport.isRead());
        judge.open.get(0).complete(Decision.accept());
        node.settle();
        assertEquals(List.of("later", "chat", "$presence"), methods(wang).subList(0, 3));
    }

    @Test
    void closes_a_level_0_sender_whose_message_cannot_wait_for_a_decision() {
        ManualNode.Peer plain = node.plain("judge-1");
        node.settle();
        node.hub.input().add(1L << 40);

        plain.send("{\"method\":\"chat\"}");
        node.settle();

        assertTrue(plain.received().contains("close 4013"));
        node.hub.input().add(-(1L << 40));
    }

    @Test
    void reads_data_as_a_record_and_refuses_mismatching_data() {
        ManualNode.Peer li = join("judge-1", "li");
        publish(li, 2, "point", ",\"data\":{\"x\":1,\"y\":2,\"z\":3}");
        publish(li, 3, "point", ",\"data\":{\"x\":1}");
        li.received();
        for (String bad : List.of("{}", "{\"x\":null}", "{\"x\":\"1\"}", "{\"x\":1.5}", "[1]", "7", "null")) {
            publish(li, 4, "point", ",\"data\":" + bad);
            assertTrue(only(li, "$error").contains("\"code\":\"bad_request\""), bad);
        }
        publish(li, 5, "point", "");
        assertTrue(only(li, "$error").contains("data is missing"));
        assertEquals(List.of("joined li", "point 1 2 of li", "point 1 null of li"), judge.events);
    }

    @Test
    void applies_all_effects_of_a_decision_in_one_order() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        li.received();
        wang.received();
        publish(li, 2, "all", ",\"data\":1");
        List<String> seen = wang.received();
        assertTrue(
                seen.get(0).contains("\"data\":{\"by\":\"server\"},\"set\":{\"server/a\":[1]},\"user\":\"li\""),
                seen::toString);
        assertTrue(seen.get(1).startsWith("{\"method\":\"second\",\"data\":2"), seen::toString);
        assertTrue(seen.get(2).startsWith("{\"method\":\"secret\",\"data\":3"), seen::toString);
        assertTrue(seen.get(3).contains("\"host\":\"c_"), seen::toString);
        assertFalse(methods(li).contains("secret"));
    }

    @Test
    void refuses_with_code_and_message_and_removes_a_cheater() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        publish(li, 2, "busy", "");
        assertEquals(
                "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"rate_limited\",\"message\":\"slowly\",\"retry\":true}}",
                only(li, "$error"));
        publish(li, 3, "kick", "");
        List<String> end = li.received();
        assertTrue(end.get(0).contains("cheater"));
        assertEquals("close 4512", end.get(end.size() - 1));
    }

    @Test
    void drops_the_sender_s_changes_or_merges_them_with_those_of_the_rule() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        publish(li, 2, "mine", ",\"set\":{\"server/x\":1,\"y\":2}");
        assertTrue(only(li, "\"method\":\"mine\"").contains("\"set\":{\"server/mine\":true}"));
        publish(li, 3, "merge", ",\"set\":{\"a\":1,\"c\":[ 3 ]}");
        assertTrue(only(li, "\"method\":\"merge\"").contains("\"set\":{\"c\":[ 3 ],\"a\":\"rule\",\"server/b\":2}"));
        publish(li, 4, "merge", ",\"set\":{\"server/x\":1}");
        assertTrue(only(li, "$error").contains("forbidden"), "the sender's own keys need the sender's rights");
    }

    @Test
    void decides_on_joins_and_their_roles() {
        ManualNode.Peer bad = join("judge-1", "bad");
        assertTrue(only(bad, "$close").contains("you may not come in"));
        ManualNode.Peer guest = join("judge-1", "guest");
        String welcome = only(guest, "$connect");
        assertTrue(welcome.contains("\"game\":\"watch\""));
        List<String> broken = join("judge-1", "broken").received();
        assertEquals("close 1011", broken.get(broken.size() - 1));
        assertEquals(List.of("joined guest"), judge.events);
        assertEquals(List.of("failed join: join fails"), recorder.said);
    }

    @Test
    void reacts_to_events_on_the_state() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        assertTrue(only(wang, "\"method\":\"welcome\"").contains("\"data\":\"wang\",\"set\":{\"server/joins\":2}"));
        wang.send("{\"method\":\"$leave\"}");
        node.settle();
        assertTrue(only(li, "\"method\":\"state\"").contains("\"set\":{\"server/left\":\"wang\"}"));
        assertEquals(List.of("joined li", "joined wang", "left wang left"), judge.events);
    }

    @Test
    void decides_on_texts_and_binary_messages_of_level_0() {
        ManualNode.Peer plain = node.plain("judge-1");
        node.settle();
        plain.received();
        plain.send("bad text");
        plain.send("hello");
        plain.send("{\"method\":\"count\"}");
        node.settle();
        plain.connection.receive(Frame.binary(new byte[] {1}));
        node.settle();
        List<String> seen = plain.received();
        assertEquals("said: hello", seen.get(0));
        assertTrue(seen.get(1).startsWith("{\"method\":\"count\",\"set\":{\"server/count\":1}"), seen::toString);
        assertEquals(2, seen.size());
    }

    @Test
    void acknowledges_a_repeated_id_without_asking() {
        ManualNode.Peer li = join("judge-1", "li");
        publish(li, 2, "count", "");
        publish(li, 2, "count", "");
        assertEquals(1, judge.runs);
        assertEquals(
                2, li.received().stream().filter(each -> each.contains("$ack")).count());
    }

    @Test
    void applies_the_most_specific_pattern_and_no_rules_to_other_rooms() {
        ManualNode.Peer li = join("judge-silent", "li");
        li.received();
        publish(li, 2, "judge", "");
        assertTrue(only(li, "$error").contains("silent"));
        RoomType type = ManualNode.TYPE;
        assertNull(registry(1).add(judge, Judge.class).open("other", type));
        assertThrows(IllegalArgumentException.class, () -> registry.add(new Silent(), Silent.class));
    }

    @Test
    void rejects_classes_that_cannot_be_rules() {
        @Rooms("a")
        class TwoHandlers implements RoomRules {
            @OnMethod("x")
            void one() {}

            @OnMethod("x")
            void two() {}
        }
        class NoRooms implements RoomRules {}
        @Rooms("a")
        class WrongResult implements RoomRules {
            @OnMethod("x")
            String one() {
                return "";
            }
        }
        @Rooms("a")
        class TwoData implements RoomRules {
            @OnMethod("x")
            void one(String one, Integer two) {}
        }
        for (RoomRules each : List.of(new TwoHandlers(), new NoRooms(), new WrongResult(), new TwoData())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> registry(1).add(each, each.getClass()),
                    each.getClass().getName());
        }
    }
}
