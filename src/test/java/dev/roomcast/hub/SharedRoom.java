package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Engine;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Member;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** A room shared by many nodes, seen from one node. The test decides when the engine answers. */
abstract class SharedRoom {

    static final Pattern AFTER = Pattern.compile("\"after\":(\\d+)");

    final SlowEngine engine = new SlowEngine();
    final ManualNode node = new ManualNode(
            ManualNode.LIMITS,
            ManualNode.TYPE,
            Authenticator.ANONYMOUS,
            Moderator.NONE,
            dev.roomcast.room.RoomListener.NONE,
            c -> engine);

    /** Records all calls without any effect. */
    static final class SlowEngine implements Engine, Sequencer {
        Replica room;
        final List<JoinRequest> entries = new ArrayList<>();
        final List<PendingPublication> drafts = new ArrayList<>();
        final List<Member> expired = new ArrayList<>();
        final List<Completion> infos = new ArrayList<>();
        final List<String> left = new ArrayList<>();
        boolean closed;

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

        /** Admits the next member. */
        Member seat() {
            JoinRequest request = entries.remove(0);
            String client = "c_" + request.user();
            Member member = new Member(request.user(), client, request.isPlain() ? null : "s_" + request.user());
            room.apply(() -> room.applyJoin(member, request));
            return member;
        }

        /** Admits the next members in one change. */
        void seatTogether(int count) {
            List<JoinRequest> requests = new ArrayList<>(entries.subList(0, count));
            entries.removeAll(requests);
            room.apply(() -> room.gatherPresence(() -> requests.forEach(request -> room.applyJoin(
                    new Member(request.user(), "c_" + request.user(), "s_" + request.user()), request))));
        }

        /** Assigns an offset to the next publication. */
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
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    ManualNode.Peer arriving(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        return peer;
    }

    ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = arriving(user);
        engine.seat();
        node.settle();
        peer.received();
        return peer;
    }

    String last(ManualNode.Peer peer) {
        node.settle();
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    static String unavailable(long id) {
        return "{\"method\":\"$error\",\"id\":" + id
                + ",\"data\":{\"code\":\"unavailable\",\"message\":\"the room cannot be reached now\",\"retry\":true}}";
    }
}
