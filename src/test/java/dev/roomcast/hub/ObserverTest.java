package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Member;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RoomTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that a {@link RoomListener} receives. */
class ObserverTest {

    private static final RoomType REPLACING = RoomTypes.defaults()
            .withLinger(1000)
            .withMembers(0, 1)
            .withSameUser(RoomType.SameUser.REPLACE)
            .build();

    private final RecordingListener diary = new RecordingListener();
    private final ManualNode node =
            new ManualNode(ManualNode.LIMITS, REPLACING, 1, Authenticator.ANONYMOUS, Moderator.NONE, diary);

    /** Records its events. */
    private static final class RecordingListener implements RoomListener {
        private final List<String> lines = new ArrayList<>();

        List<String> read() {
            List<String> read = List.copyOf(lines);
            lines.clear();
            return read;
        }

        @Override
        public void opened(String room) {
            lines.add("opened " + room);
        }

        @Override
        public void closed(String room) {
            lines.add("closed " + room);
        }

        @Override
        public void joined(String room, Member member) {
            lines.add("joined " + room + " " + member.user());
        }

        @Override
        public void away(String room, Member member) {
            lines.add("away " + room + " " + member.user());
        }

        @Override
        public void back(String room, Member member) {
            lines.add("back " + room + " " + member.user());
        }

        @Override
        public void left(String room, Member member, String reason) {
            lines.add("left " + room + " " + member.user() + " " + reason);
        }

        @Override
        public void runStarted(String room, String run, int rate, int players) {
            lines.add("run of " + players + " at " + rate + " Hz in " + room);
        }

        @Override
        public void runEnded(String room, String run, long frame, String reason) {
            lines.add("run over in " + room + " at " + frame + ": " + reason);
        }

        @Override
        public boolean wantsPublications() {
            return true;
        }

        @Override
        public void published(String room, Frame publication) {
            lines.add("published " + room + " " + publication.payloadText().replaceAll(",\"user\":.*\"offset\"", ",…"));
        }
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void reports_start_and_end_of_a_run() {
        ManualNode.Peer li = node.open("r1", false, "li", 0);
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        li.send("{\"method\":\"$run\",\"id\":2,\"data\":{\"rate\":10}}");
        node.settle();
        node.clock.advance(100);
        node.settle();
        li.send("{\"method\":\"$run\",\"id\":3,\"data\":{\"rate\":0}}");
        node.settle();
        assertEquals(
                List.of("opened r1", "joined r1 li", "run of 1 at 10 Hz in r1", "run over in r1 at 1: stopped"),
                diary.read());
    }

    @Test
    void reports_level_0_joins_and_leaves_and_the_opened_and_closed_room() {
        ManualNode.Peer li = node.open("r1", true, "li", 0);
        ManualNode.Peer wang = node.open("r1", true, "wang", 0);
        node.settle();
        assertEquals(List.of("opened r1", "joined r1 li", "joined r1 wang"), diary.read());

        li.cut();
        wang.cut();
        node.settle();
        assertEquals(List.of("left r1 li left", "left r1 wang left", "closed r1"), diary.read());
    }

    @Test
    void reports_a_lost_connection_as_away_and_a_resume_as_back() {
        ManualNode.Peer li = connected("li", null);
        String session = Json.field(li.received().get(0), "session");
        diary.read();
        li.cut();
        node.settle();
        assertEquals(List.of("away r1 li"), diary.read());

        ManualNode.Peer again = connected("li", session);
        assertEquals(List.of("back r1 li"), diary.read());

        connected("li", session);
        assertEquals(List.of(), diary.read(), "the member was not away");

        again.cut();
        node.settle();
        assertEquals(List.of(), diary.read(), "the member uses another connection");
    }

    @Test
    void reports_expired_and_excess_away_members_as_left() {
        ManualNode.Peer li = connected("li", null);
        ManualNode.Peer wang = connected("wang", null);
        diary.read();
        li.cut();
        wang.cut();
        node.settle();
        assertEquals(List.of("away r1 li", "away r1 wang", "left r1 li timeout"), diary.read());

        node.pass(1100);
        assertEquals(List.of("left r1 wang timeout", "closed r1"), diary.read());
    }

    @Test
    void announces_the_replaced_member_before_the_new_one() {
        node.open("r1", true, "wang", 0);
        node.open("r1", true, "li", 0);
        node.settle();
        diary.read();
        node.open("r1", true, "li", 0);
        node.settle();

        assertEquals(List.of("left r1 li replaced", "joined r1 li"), diary.read());
    }

    @Test
    void reports_ordered_publications_in_level_1_form() {
        ManualNode.Peer li = node.open("r1", true, "li", 0);
        node.settle();
        diary.read();
        li.send("hello");
        li.send("{\"method\":\"move\",\"data\":1}");
        node.settle();
        assertEquals(
                List.of(
                        "published r1 {\"method\":\"$text\",\"data\":\"hello\",…:1,\"time\":1764000000000}",
                        "published r1 {\"method\":\"move\",\"data\":1,…:2,\"time\":1764000000000}"),
                diary.read());

        ManualNode.Peer wang = connected("wang", null);
        diary.read();
        wang.send("{\"method\":\"move\",\"id\":1,\"data\":2}");
        wang.send("{\"method\":\"move\",\"id\":1,\"data\":2}");
        wang.send("{\"method\":\"hint\",\"to\":[\"li\"],\"data\":3}");
        wang.send("{\"method\":\"cursor\",\"volatile\":true,\"data\":4}");
        node.settle();
        assertEquals(
                List.of("published r1 {\"method\":\"move\",\"data\":2,…:3,\"time\":1764000000000}"),
                diary.read(),
                "retained publications only, each once");
    }

    private ManualNode.Peer connected(String user, String session) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        String data = session == null ? "" : ",\"data\":{\"session\":\"" + session + "\"}";
        peer.send("{\"method\":\"$connect\",\"id\":1" + data + "}");
        node.settle();
        return peer;
    }
}
