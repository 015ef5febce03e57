package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Member;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.Replica;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.Sequencer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A room shared by many nodes, seen from one node. The test decides when the engine answers. */
class SharedRoomTest {

    private static final Pattern AFTER = Pattern.compile("\"after\":(\\d+)");

    private final SlowEngine engine = new SlowEngine();
    private final ManualNode node = new ManualNode(
            ManualNode.LIMITS,
            ManualNode.TYPE,
            Authenticator.ANONYMOUS,
            Moderator.NONE,
            dev.roomcast.room.RoomListener.NONE,
            c -> engine);

    /** Takes everything down and does nothing by itself. */
    private static final class SlowEngine implements Engine, Sequencer {
        private Replica room;
        private final List<JoinRequest> entries = new ArrayList<>();
        private final List<PendingPublication> drafts = new ArrayList<>();
        private final List<Member> expired = new ArrayList<>();
        private final List<Completion> infos = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private boolean closed;

        @Override
        public Sequencer open(Replica room) {
            this.room = room;
            room.applyReset("e", 0);
            return this;
        }

        @Override
        public void join(JoinRequest request) {
            entries.add(request);
        }

        @Override
        public void away(Member member) {
            left.add("away " + member.user());
            room.applyAway(member, ManualNode.TYPE.linger(), true);
        }

        @Override
        public void leave(Member member, String reason, Disconnect disconnect) {
            left.add(reason + " " + member.user());
            room.applyLeave(member, reason, disconnect);
        }

        @Override
        public void expire(Member member) {
            expired.add(member);
            room.postpone(member, 1000);
        }

        @Override
        public void info(Member member, RawJson info, Completion done) {
            infos.add(done);
        }

        @Override
        public void publish(PendingPublication publication) {
            drafts.add(publication);
        }

        @Override
        public void end() {}

        @Override
        public void host(String client, Member by, Outcome outcome) {}

        @Override
        public void replaceHost(Member host) {}

        @Override
        public void kick(String client, Member by, Outcome outcome) {}

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
            JoinRequest request = entries.remove(0);
            String client = "c_" + request.user();
            Member member = new Member(request.user(), client, request.isPlain() ? null : "s_" + request.user());
            room.apply(() -> room.applyJoin(member, request));
            return member;
        }

        /** The next ones get their seats in one change. */
        void seatTogether(int count) {
            List<JoinRequest> requests = new ArrayList<>(entries.subList(0, count));
            entries.removeAll(requests);
            room.apply(() -> room.gatherPresence(() -> requests.forEach(request -> room.applyJoin(
                    new Member(request.user(), "c_" + request.user(), "s_" + request.user()), request))));
        }

        /** The next thing said has its place. */
        void place() {
            PendingPublication publication = drafts.remove(0);
            room.apply(() -> {
                long offset = room.next();
                room.publisher()
                        .publish(
                                PublicationFrames.publication(
                                        publication.command().method(), null, publication.sender(), offset, 0),
                                true,
                                0);
                publication.accepted(offset);
            });
        }
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

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
        assertEquals(0, node.rooms.counters().away.sum(), "it is another's");
        engine.room.apply(() -> engine.room.applyOnline(far));
        node.settle();
        assertTrue(last(li).contains("\"state\":\"online\""));
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("from afar"), far.sender(), far, 1, 0));
        node.settle();
        assertTrue(last(li).contains("\"from afar\",\"user\":\"wang\""));
    }

    @Test
    void closes_the_connection_of_a_member_that_resumes_on_another_node() {
        ManualNode.Peer li = connected("li");
        Member member = engine.room.member("c_li");
        assertTrue(member.isHere() && member.isOwned());
        engine.room.apply(() -> engine.room.applyResume(member, null, null));
        node.settle();

        assertEquals("close 4510", last(li));
        assertTrue(!member.isHere() && !member.isOwned() && !member.isAway());
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void detaches_a_replaced_connection_and_disconnects_all_after_a_lost_position() {
        ManualNode.Peer li = connected("li");
        ManualNode.Peer wang = connected("wang");
        engine.room.apply(
                () -> engine.room.detachConnection(engine.room.member("c_li"), Disconnect.of(CloseCode.REPLACED)));
        engine.room.apply(engine.room::onLost);
        node.settle();

        assertEquals("close 4510", last(li));
        assertEquals("close 4010", last(wang));
    }

    @Test
    void delivers_nothing_to_a_member_after_a_lost_position() {
        ManualNode.Peer li = connected("li");
        Member far = new Member("wang", "c_wang", null);
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("early"), far.sender(), far, 1, 0));
        engine.room.apply(engine.room::onLost);
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("late"), far.sender(), far, 9, 0));
        node.settle();

        String heard = li.received().toString();
        assertTrue(heard.contains("early") && heard.endsWith("close 4010]"), heard);
        assertTrue(!heard.contains("late"), heard);
    }

    @Test
    void spreads_the_reconnects_after_a_lost_position_over_a_second() {
        List<ManualNode.Peer> peers =
                IntStream.range(0, 40).mapToObj(i -> connected("user" + i)).toList();
        engine.room.apply(engine.room::onLost);
        node.settle();

        Set<Long> afters = new HashSet<>();
        for (ManualNode.Peer each : peers) {
            List<String> heard = each.received();
            Matcher after = AFTER.matcher(heard.get(heard.size() - 2));
            assertTrue(after.find(), heard.toString());
            afters.add(Long.parseLong(after.group(1)));
        }
        assertTrue(afters.stream().allMatch(after -> after >= 1 && after <= 1000), afters.toString());
        assertTrue(afters.size() > 30, afters.toString());
    }

    @Test
    void requests_the_expiry_of_an_away_member_after_its_linger_time_and_retries() {
        connected("wang");
        connected("li").cut();
        node.pass(ManualNode.TYPE.linger() - 100);
        assertEquals(List.of(), engine.expired);
        node.pass(100);
        assertEquals(1, engine.expired.size());
        node.pass(900);
        assertEquals(1, engine.expired.size());
        node.pass(100);
        assertEquals(2, engine.expired.size());
    }

    @Test
    void returns_earlier_publications_for_the_rest_of_their_age() {
        ManualNode.Peer li = connected("li");
        Frame frame = PublicationFrames.publication("old", null, PublicationFrames.SERVER, 1, 0);
        engine.room.apply(() -> engine.room.publisher().restore(frame, null, 0, ManualNode.TYPE.historyAge() - 1000));
        node.settle();
        assertEquals(List.of(), li.received(), "nobody is told");
        node.pass(900);
        assertTrue(history(li).contains("\"old\""));
        node.pass(100);
        assertTrue(!history(li).contains("\"old\""));
    }

    @Test
    void releases_the_room_with_its_last_local_connection() {
        ManualNode.Peer li = connected("li");
        engine.room.apply(() -> engine.room.applyJoin(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.publisher().publish(Frame.text("{}"), false, 0));
        assertTrue(node.rooms.eviction().historyBytes() > 0);
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        assertTrue(engine.closed);
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.eviction().historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(0, node.rooms.counters().users.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());
        node.pass(2000);
        assertEquals(0, node.clock.timers());
    }

    @Test
    void ignores_changes_of_a_released_room() {
        ManualNode.Peer li = connected("li");
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        engine.room.apply(() -> engine.room.applyJoin(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.publisher().restore(Frame.text("{}"), null, 0, 0));
        node.settle();

        assertEquals(0, node.rooms.counters().rooms.sum());
        assertEquals(0, node.rooms.eviction().historyBytes());
    }

    @Test
    void retains_the_room_while_it_owns_a_member_away() {
        connected("li").cut();
        node.settle();
        assertTrue(!engine.closed);

        engine.room.apply(() -> engine.room.applyResume(engine.room.member("c_li"), null, null));
        assertTrue(engine.closed, "another node speaks for it");
    }

    private ManualNode.Peer arriving(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        return peer;
    }

    private ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = arriving(user);
        engine.seat();
        node.settle();
        peer.received();
        return peer;
    }

    private String history(ManualNode.Peer peer) {
        peer.send("{\"method\":\"$history\",\"id\":9}");
        return last(peer);
    }

    private String last(ManualNode.Peer peer) {
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
