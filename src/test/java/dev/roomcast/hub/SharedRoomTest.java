package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Channel;
import dev.roomcast.room.Draft;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Entry;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Member;
import dev.roomcast.room.Operator;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A room that many nodes share, as one of them sees it: its engine answers when the test says so. */
class SharedRoomTest {

    private final SlowEngine engine = new SlowEngine();
    private final Node node = new Node(
            Node.LIMITS, Node.TYPE, Authenticator.ANONYMOUS, Screen.NONE, dev.roomcast.room.Observer.NONE, c -> engine);

    /** Takes everything down and does nothing by itself. */
    private static final class SlowEngine implements Engine, Channel {
        private Replica room;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Draft> drafts = new ArrayList<>();
        private final List<Member> expired = new ArrayList<>();
        private final List<Receipt> infos = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private boolean closed;

        @Override
        public Channel open(Replica room) {
            this.room = room;
            room.begin("e", 0);
            return this;
        }

        @Override
        public void enter(Entry entry) {
            entries.add(entry);
        }

        @Override
        public void away(Member member) {
            left.add("away " + member.user());
            room.away(member, Node.TYPE.linger(), true);
        }

        @Override
        public void leave(Member member, String reason, Goodbye goodbye) {
            left.add(reason + " " + member.user());
            room.left(member, reason, goodbye);
        }

        @Override
        public void expire(Member member) {
            expired.add(member);
            room.postpone(member, 1000);
        }

        @Override
        public void info(Member member, RawJson info, Receipt done) {
            infos.add(done);
        }

        @Override
        public void publish(Draft draft) {
            drafts.add(draft);
        }

        @Override
        public void end() {}

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }

        /** The next one gets a seat. */
        Member seat() {
            Entry entry = entries.remove(0);
            String client = "c_" + entry.user();
            Member member = new Member(entry.user(), client, entry.isPlain() ? null : "s_" + entry.user());
            room.apply(() -> room.seated(member, entry));
            return member;
        }

        /** The next thing said has its place. */
        void place() {
            Draft draft = drafts.remove(0);
            room.apply(() -> {
                long offset = room.next();
                room.publication(
                        Frames.publication(draft.command().method(), null, draft.signature(), offset, 0), true, 0);
                draft.accepted(offset);
            });
        }
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void what_is_said_before_there_is_a_seat_is_heard_in_its_order_when_there_is_one() {
        Node.Peer li = arriving("li");
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
    void who_is_gone_before_there_is_a_seat_is_away_or_left_and_what_it_said_is_not_heard() {
        Node.Peer li = arriving("li");
        li.send("{\"method\":\"a\"}");
        Node.Peer plain = node.open("r1", true, "plain", 0);
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
    void who_gets_no_seat_is_told_and_who_is_gone_need_not_be() {
        Node.Peer li = arriving("li");
        Node.Peer gone = arriving("gone");
        li.send("{\"method\":\"a\"}");
        gone.cut();
        engine.entries.forEach(entry -> engine.room.apply(() -> entry.refused(CloseCode.ROOM_FULL)));
        li.send("{\"method\":\"b\"}");
        node.settle();

        assertEquals("close 4513", last(li));
        assertEquals(1, node.hub.traffic().closed(CloseCode.ROOM_FULL).sum());
        assertEquals(List.of(), engine.drafts);
    }

    @Test
    void what_the_engine_does_not_take_is_told_and_may_be_said_again() {
        Node.Peer li = connected("li");
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
        engine.infos.get(0).settled(false);
        engine.infos.get(1).settled(true);
        node.settle();
        assertEquals(List.of(unavailable(3), "{\"method\":\"$info\",\"id\":4,\"data\":{}}"), li.received());
    }

    @Test
    void a_plain_member_whose_text_is_not_taken_is_sent_back_to_come_again() {
        Node.Peer plain = node.open("r1", true, "plain", 0);
        engine.seat();
        plain.send("hello");
        engine.drafts.remove(0).refused();
        node.settle();
        assertEquals("close 4010", last(plain));
    }

    @Test
    void the_server_is_told_that_its_words_were_not_taken_and_the_place_of_those_that_were() {
        Operator operator = new Operator(node.rooms, node.hub::disconnect);
        connected("li");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        CompletableFuture<Position> refused = operator.publish("r1", news).toCompletableFuture();
        CompletableFuture<Position> placed = operator.publish("r1", news).toCompletableFuture();
        engine.drafts.remove(0).refused();
        assertTrue(assertThrows(CompletionException.class, refused::join).getCause() instanceof Unavailable);
        engine.place();
        assertEquals(new Position("e", 1), placed.join());
    }

    @Test
    void members_of_other_nodes_are_seen_and_counted_there() {
        Node.Peer li = connected("li");
        Member far = new Member("wang", "c_wang", null);
        engine.room.apply(() -> engine.room.seated(far.showing(RawJson.of("{\"n\":1}")), null));
        node.settle();
        assertTrue(
                last(li).contains(
                                "\"joins\":[{\"user\":\"wang\",\"client\":\"c_wang\",\"state\":\"online\",\"info\":{\"n\":1}}]"));
        assertEquals(far, engine.room.member("c_wang"));
        assertEquals(2, engine.room.members().size());
        assertEquals(1, node.rooms.counters().members.sum());
        assertEquals(1, node.rooms.counters().users.sum());

        engine.room.apply(() -> engine.room.away(far, 1000, false));
        node.settle();
        assertTrue(last(li).contains("\"state\":\"away\""));
        assertEquals(0, node.rooms.counters().away.sum(), "it is another's");
        engine.room.apply(() -> engine.room.found(far));
        node.settle();
        assertTrue(last(li).contains("\"state\":\"online\""));
        engine.room.apply(() -> engine.room.text(Frame.text("from afar"), far.signature(), far, 1, 0));
        node.settle();
        assertTrue(last(li).contains("\"from afar\",\"user\":\"wang\""));
    }

    @Test
    void a_member_who_comes_back_on_another_node_is_that_ones_and_its_connection_here_ends() {
        Node.Peer li = connected("li");
        Member member = engine.room.member("c_li");
        assertTrue(member.isHere() && member.isOurs());
        engine.room.apply(() -> engine.room.resumed(member, null, null));
        node.settle();

        assertEquals("close 4510", last(li));
        assertTrue(!member.isHere() && !member.isOurs() && !member.isAway());
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void a_node_that_lost_its_place_sends_its_members_back_and_one_connection_can_be_dismissed() {
        Node.Peer li = connected("li");
        Node.Peer wang = connected("wang");
        engine.room.apply(() -> engine.room.dismiss(engine.room.member("c_li"), Goodbye.of(CloseCode.REPLACED)));
        engine.room.apply(engine.room::lost);
        node.settle();

        assertEquals("close 4510", last(li));
        assertEquals("close 4010", last(wang));
    }

    @Test
    void a_member_who_is_away_is_asked_about_when_its_time_is_over_and_again_later() {
        connected("wang");
        connected("li").cut();
        node.pass(Node.TYPE.linger() - 100);
        assertEquals(List.of(), engine.expired);
        node.pass(100);
        assertEquals(1, engine.expired.size());
        node.pass(900);
        assertEquals(1, engine.expired.size());
        node.pass(100);
        assertEquals(2, engine.expired.size());
    }

    @Test
    void what_was_said_before_this_node_knew_the_room_is_given_for_the_rest_of_its_age() {
        Node.Peer li = connected("li");
        Frame frame = Frames.publication("old", null, Frames.SERVER, 1, 0);
        engine.room.apply(() -> engine.room.restore(frame, null, 0, Node.TYPE.historyAge() - 1000));
        node.settle();
        assertEquals(List.of(), li.received(), "nobody is told");
        node.pass(900);
        assertTrue(history(li).contains("\"old\""));
        node.pass(100);
        assertTrue(!history(li).contains("\"old\""));
    }

    @Test
    void the_room_is_let_go_with_its_last_connection_although_others_are_in_it_elsewhere() {
        Node.Peer li = connected("li");
        engine.room.apply(() -> engine.room.seated(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.publication(Frame.text("{}"), false, 0));
        assertTrue(node.rooms.historyBytes() > 0);
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        assertTrue(engine.closed);
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(0, node.rooms.counters().users.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());
        node.pass(2000);
        assertEquals(0, node.clock.timers());
    }

    @Test
    void what_the_engine_tells_of_a_room_that_was_let_go_is_not_counted() {
        Node.Peer li = connected("li");
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        engine.room.apply(() -> engine.room.seated(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.restore(Frame.text("{}"), null, 0, 0));
        node.settle();

        assertEquals(0, node.rooms.counters().rooms.sum());
        assertEquals(0, node.rooms.historyBytes());
    }

    @Test
    void the_room_is_kept_while_this_node_speaks_for_one_who_is_away() {
        connected("li").cut();
        node.settle();
        assertTrue(!engine.closed);

        engine.room.apply(() -> engine.room.resumed(engine.room.member("c_li"), null, null));
        assertTrue(engine.closed, "another node speaks for it");
    }

    private Node.Peer arriving(String user) {
        Node.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        return peer;
    }

    private Node.Peer connected(String user) {
        Node.Peer peer = arriving(user);
        engine.seat();
        node.settle();
        peer.received();
        return peer;
    }

    private String history(Node.Peer peer) {
        peer.send("{\"method\":\"$history\",\"id\":9}");
        return last(peer);
    }

    private String last(Node.Peer peer) {
        node.settle();
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    /** The methods of those that contain each of the parts. */
    private static List<String> methods(List<String> frames, String... parts) {
        List<String> methods = new ArrayList<>();
        for (String part : parts) {
            frames.stream()
                    .filter(each -> each.contains(part))
                    .forEach(each -> methods.add(each.replaceAll("\\{\"method\":\"([^\"]+)\".*", "$1")));
        }
        return methods;
    }

    private static String unavailable(long id) {
        return "{\"method\":\"$error\",\"id\":" + id
                + ",\"data\":{\"code\":\"unavailable\",\"message\":\"the room cannot be reached now\",\"retry\":true}}";
    }
}
