package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.Member;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomListener;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Races between events that happen at the same time. */
@Tag("slow")
class RaceTest {

    private final ManualNode node = new ManualNode();
    private ManualNode watched = node;

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void ignores_the_late_close_of_a_replaced_connection() {
        ManualNode.Peer old = node.level1("r1");
        String session = connect(old, null);
        ManualNode.Peer back = node.open("r1", false, null, 1);
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
    void keeps_the_later_of_two_resumes_of_one_session() {
        ManualNode.Peer old = node.level1("r1");
        String session = connect(old, null);
        old.cut();
        ManualNode.Peer first = node.open("r1", false, null, 0);
        ManualNode.Peer second = node.open("r1", false, null, 1);

        first.send(resume(session));
        second.send(resume(session));
        node.settle();

        List<String> told = first.received();
        assertEquals("close 4510", told.get(told.size() - 1));
        assertTrue(last(second).contains("\"resumed\":true"));
        assertEquals(1, node.rooms.counters().members.sum());
    }

    @Test
    void refuses_joins_during_the_drain_with_a_delay() {
        node.hub.admission().drain();
        ManualNode.Peer late = node.level1("r1");

        List<String> told = late.received();
        assertTrue(
                told.get(0).contains("\"code\":4001,\"reason\":\"shutdown\",\"reconnect\":true,\"after\":"),
                told.get(0));
        assertEquals("close 4001", told.get(1));
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void creates_a_new_member_for_a_wrong_session_and_keeps_the_old_one() {
        ManualNode.Peer old = node.level1("r1");
        String session = connect(old, null);
        old.cut();
        node.settle();
        ManualNode.Peer stranger = node.level1("r1");
        connect(stranger, session.substring(0, session.length() - 1) + "!");
        node.pass(ManualNode.TYPE.linger() - 10_000);

        ManualNode.Peer back = node.level1("r1");
        back.send(resume(session));
        node.settle();

        assertTrue(last(back).contains("\"resumed\":true"));
    }

    @Test
    void joins_a_working_room_during_a_disposal() {
        for (int i = 0; i < 100; i++) {
            ManualNode.Peer leaving = node.plain("r1");
            leaving.cut();
            ManualNode.Peer coming = node.open("r1", true, null, i % 2);
            coming.send("hello");
            node.settle();
            assertEquals(List.of("hello"), coming.received());
            coming.cut();
            node.pass(ManualNode.TYPE.historyAge() + 1000);
            assertEquals(0, node.rooms.rooms().size());
        }
    }

    @Test
    void retains_server_publications_while_the_last_member_leaves() {
        ManualNode.Peer[] last = new ManualNode.Peer[1];
        List<CompletionStage<Position>> messages = new ArrayList<>();
        RoomListener listener = new RoomListener() {
            @Override
            public void left(String room, Member member, String reason) {
                if (member.user().equals("first")) {
                    RoomAdmin admin = new RoomAdmin(watched.rooms, watched.hub::disconnect);
                    IntStream.range(0, 300).forEach(i -> admin.room(room)); // the first leaves before these
                    admin.room(room).thenRun(() -> {
                        last[0].cut();
                        messages.add(admin.publish(room, new Command.Publish(0, "news", null, null, false)));
                    });
                }
            }
        };
        watched = new ManualNode(
                ManualNode.LIMITS, ManualNode.TYPE, 1, Authenticator.ANONYMOUS, Moderator.NONE, listener);
        ManualNode.Peer first = watched.open("r1", true, "first", 0);
        last[0] = watched.plain("r1");

        first.cut();
        watched.settle();

        Position place = messages.get(0).toCompletableFuture().join();
        Position kept = new RoomAdmin(watched.rooms, watched.hub::disconnect)
                .history("r1", new Command.History(0, null, 0, 10))
                .toCompletableFuture()
                .join()
                .position();
        assertEquals(place, kept);
    }

    @Test
    void remembers_other_ids_when_one_id_is_repeated_often() {
        ManualNode.Peer member = node.level1("r1");
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

    private String connect(ManualNode.Peer peer, String session) {
        peer.send(session == null ? "{\"method\":\"$connect\",\"id\":1}" : resume(session));
        node.settle();
        return Json.field(last(peer), "session");
    }

    private static String resume(String session) {
        return "{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}";
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
