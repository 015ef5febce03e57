package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RoomTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Presence events of members, and their timing. */
class PresenceTest {

    private ManualNode node = new ManualNode();

    private static RoomType type(boolean presence, int presenceMax) {
        return RoomTypes.defaults()
                .withLinger(5000)
                .withPresence(presence, presenceMax)
                .build();
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void sends_each_presence_change_of_a_small_room_at_once() {
        ManualNode.Peer watching = connected("wang");
        watching.received();
        ManualNode.Peer li = node.open("r1", false, "li", 1);
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"n\":1}}}");
        node.settle();
        String welcome = li.received().get(0);
        String client = Json.field(welcome, "client");
        String him = "{\"user\":\"li\",\"client\":\"" + client + "\"";
        assertEquals(List.of(presence(him + ",\"state\":\"online\",\"info\":{\"n\":1}}", "", "")), watching.received());

        li.cut();
        node.settle();
        assertEquals(List.of(presence("", "", him + ",\"state\":\"away\"}")), watching.received());

        ManualNode.Peer back = node.open("r1", false, "li", 0);
        back.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + Json.field(welcome, "session")
                + "\",\"info\":{\"n\":2}}}");
        node.settle();
        assertEquals(List.of(presence("", "", him + ",\"state\":\"online\",\"info\":{\"n\":2}}")), watching.received());
        assertEquals(1, back.received().size(), "no member is notified of its own change");

        back.send("{\"method\":\"$leave\"}");
        node.settle();
        assertEquals(List.of(presence("", him + ",\"reason\":\"left\"}", "")), watching.received());
        assertEquals(List.of("close 1000"), back.received());
    }

    @Test
    void reports_a_closed_level_0_connection_as_left() {
        ManualNode.Peer watching = connected("wang");
        node.open("r1", true, "li", 0).cut();
        node.settle();

        List<String> told = watching.received();
        assertTrue(told.get(1).contains("\"joins\":[{\"user\":\"li\""), told.get(1));
        assertTrue(told.get(2).contains("\"leaves\":[{\"user\":\"li\""), told.get(2));
        assertTrue(told.get(2).contains("\"reason\":\"left\""), told.get(2));
    }

    @Test
    void reports_a_silent_level_0_member_as_left_with_reason_timeout() {
        ManualNode.Peer watching = connected("wang");
        node.open("r1", true, "li", 0);
        for (int i = 0; i < 8; i++) {
            node.pass(10_000);
            watching.connection.receiveSign();
        }

        assertTrue(last(watching).contains("\"reason\":\"timeout\""));
    }

    @Test
    void omits_members_that_join_and_leave_while_gathering() {
        ManualNode.Peer watching = crowd(30);
        ManualNode.Peer short1 = node.open("r1", true, "short", 0);
        node.settle();
        short1.cut();
        node.pass(1000);

        assertEquals(List.of(), watching.received());
    }

    @Test
    void announces_the_leave_of_a_listed_member() {
        ManualNode.Peer watching = crowd(30);
        ManualNode.Peer short1 = node.open("r1", true, "short", 0);
        watching.send("{\"method\":\"$members\",\"id\":2}");
        node.settle();
        assertTrue(last(watching).contains("\"user\":\"short\""));
        short1.cut();
        node.pass(1000);

        List<String> told = watching.received();
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains("\"leaves\":[{\"user\":\"short\""), told.get(0));
    }

    @Test
    void omits_changes_that_the_welcome_contains() {
        ManualNode.Peer watching = crowd(30);
        node.open("r1", true, "early", 0);
        node.settle();
        ManualNode.Peer late = node.level1("r1");
        late.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        assertTrue(last(late).contains("\"user\":\"early\""));
        node.open("r1", true, "later", 0);
        node.pass(1000);

        String told = last(watching);
        assertTrue(told.contains("\"early\"") && told.contains("\"later\""), told);
        List<String> lates = late.received();
        assertEquals(1, lates.size());
        assertTrue(lates.get(0).contains("\"later\"") && !lates.get(0).contains("\"early\""), lates.get(0));
    }

    @Test
    void sends_no_presence_event_if_the_welcome_contains_all_changes() {
        crowd(30);
        ManualNode.Peer late = connected("late");
        late.received();
        node.pass(1000);

        assertEquals(List.of(), late.received());
    }

    @Test
    void sends_gathered_presence_without_further_changes() {
        ManualNode.Peer watching = crowd(30);
        ManualNode.Peer li = connected("li");
        assertTrue(toldAfterAWhile(watching).contains("\"joins\":[{\"user\":\"li\""));

        li.send("{\"method\":\"$info\",\"id\":2,\"data\":{\"n\":1}}");
        assertTrue(toldAfterAWhile(watching).contains("\"info\":{\"n\":1}"));

        li.cut();
        assertTrue(toldAfterAWhile(watching).contains("\"state\":\"away\""));

        new RoomAdmin(node.rooms, node.hub::disconnect).kick("r1", "li");
        assertTrue(toldAfterAWhile(watching).contains("\"reason\":\"kicked\""));

        ManualNode.Peer wang = connected("wang");
        toldAfterAWhile(watching);
        wang.send("{\"method\":\"$leave\"}");
        assertTrue(toldAfterAWhile(watching).contains("\"reason\":\"left\""));
    }

    private String toldAfterAWhile(ManualNode.Peer watching) {
        node.settle();
        assertEquals(List.of(), watching.received());
        node.pass(1000);
        List<String> told = watching.received();
        assertEquals(1, told.size());
        return told.get(0);
    }

    @Test
    void bounds_the_presence_events_of_a_mass_join() {
        List<ManualNode.Peer> peers = new ArrayList<>();
        String info = "x".repeat(1000);
        Set<String> frames = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            ManualNode.Peer peer = node.open("r1", false, "u" + i, i % 2);
            peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"n\":\"" + info + "\"}}}");
            node.settle();
            peers.add(peer);
        }
        node.pass(1000);
        for (ManualNode.Peer peer : peers) {
            List<String> received = peer.received();
            for (int i = 0; i < 200; i++) {
                String user = "{\"user\":\"u" + i + "\"";
                assertEquals(
                        1, received.stream().filter(text -> text.contains(user)).count(), user);
            }
            frames.addAll(received.subList(1, received.size()));
        }
        long bytes = frames.stream().mapToLong(String::length).sum();
        assertTrue(bytes < 8_000_000, bytes + " bytes of different frames");
    }

    @Test
    void sends_only_the_number_in_a_very_large_room() {
        node = new ManualNode(ManualNode.LIMITS, type(true, 30), 1);
        ManualNode.Peer watching = crowd(30);
        ManualNode.Peer one = connected("one");
        String welcome = one.received().get(0);
        assertTrue(welcome.contains("\"members\":[{\"user\":\"one\"") && welcome.contains("}],\"count\":32"), welcome);

        node.pass(900);
        assertEquals(List.of(), watching.received(), "five times the interval of a smaller room");
        node.pass(200);
        assertEquals(List.of("{\"method\":\"$presence\",\"data\":{\"count\":32}}"), watching.received());
        node.pass(5000);
        assertEquals(List.of(), watching.received());
    }

    @Test
    void sends_no_presence_events_in_a_room_without_presence() {
        node = new ManualNode(ManualNode.LIMITS, type(false, 200), 1);
        ManualNode.Peer watching = connected("wang");
        watching.received();
        connected("li").cut();
        node.pass(6000);

        assertEquals(List.of(), watching.received());
        assertEquals(1, node.rooms.counters().members.sum());
    }

    @Test
    void ends_the_linger_time_exactly_when_due() {
        node = new ManualNode(ManualNode.LIMITS, type(true, 200), 1);
        ManualNode.Peer watching = connected("wang");
        connected("li").cut();
        node.settle();
        watching.received();
        node.pass(4900);
        assertEquals(List.of(), watching.received());
        assertEquals(1, node.rooms.counters().away.sum());

        node.pass(100);
        assertTrue(last(watching).contains("\"reason\":\"timeout\""));
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(1, node.rooms.counters().members.sum());
        assertEquals(1, node.rooms.counters().users.sum());
    }

    /** A room of plain members and one observer. */
    private ManualNode.Peer crowd(int size) {
        for (int i = 0; i < size; i++) {
            node.plain("r1");
        }
        ManualNode.Peer watching = connected("watching");
        node.pass(5000);
        watching.received();
        return watching;
    }

    private ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    private static String presence(String joins, String leaves, String updates) {
        return "{\"method\":\"$presence\",\"data\":{\"joins\":[" + joins + "],\"leaves\":[" + leaves + "],\"updates\":["
                + updates + "]}}";
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = new ArrayList<>(peer.received());
        return received.get(received.size() - 1);
    }
}
