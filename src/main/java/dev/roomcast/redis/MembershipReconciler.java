package dev.roomcast.redis;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.RoomSnapshot.Seat;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** After something was missed: the members as Redis has them, compared with those who are known here. */
final class MembershipReconciler {

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final Map<Long, PendingJoin> joins;
    /** The host, where it is a member that is not known here yet. */
    private @Nullable Member newHost;

    /** @param joins those who wait for their seat */
    MembershipReconciler(RedisSequencer owner, RedisEngine engine, Replica room, Map<Long, PendingJoin> joins) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.joins = joins;
    }

    /** Members see all differences in one presence frame: no frame shows a host that is not a member, or none at all. */
    void reconcile(RoomSnapshot snapshot) {
        room.gatherPresence(() -> apply(snapshot));
    }

    private void apply(RoomSnapshot snapshot) {
        List<Seat> seats = snapshot.members();
        takeOverGame(snapshot, seats);
        Set<String> clients = seats.stream().map(Seat::client).collect(Collectors.toSet());
        for (Member member : room.members()) {
            if (!clients.contains(member.client())) {
                room.onLost(member);
            }
        }
        for (Seat seat : seats) {
            compare(seat, Math.max(0, seat.until() - snapshot.now()));
        }
    }

    /** The state and the host come first: the welcome of each member that joins shows them. */
    private void takeOverGame(RoomSnapshot snapshot, List<Seat> seats) {
        Member host = room.member(snapshot.host());
        if (host == null) {
            newHost = seats.stream()
                    .filter(seat -> seat.client().equals(snapshot.host()))
                    .map(seat -> member(seat, session(seat.client())))
                    .findFirst()
                    .orElse(null);
            host = newHost;
        }
        room.restoreGame(snapshot.state(), host);
    }

    /** The session of a member whose join this node asked for; null for any other. */
    private @Nullable String session(String client) {
        return joins.values().stream()
                .filter(join -> join.isGranted() && join.client().equals(client))
                .map(PendingJoin::session)
                .findFirst()
                .orElse(null);
    }

    private static Member member(Seat seat, String session) {
        return new Member(seat.user(), seat.client(), session)
                .showing(seat.info())
                .as(seat.game());
    }

    private void compare(Seat seat, long linger) {
        String client = seat.client();
        Member member = room.member(client);
        boolean owned = seat.node().equals(engine.node());
        PendingJoin join = owned ? granted(client) : null;
        if (member == null) {
            String session = join == null ? null : join.session();
            boolean isHost = newHost != null && newHost.client().equals(client);
            member = isHost ? newHost : member(seat, session);
            room.applyJoin(member, join == null ? null : join.request());
        } else {
            compare(member, seat, join);
        }
        if (seat.away() && !member.isAway()) {
            room.applyAway(member, linger, owned);
        } else if (!seat.away() && member.isAway()) {
            room.applyOnline(member);
        }
        member.node(engine.trackNode(seat.node()));
        if (owned) {
            settle(member, seat);
        }
    }

    private void compare(Member member, Seat seat, @Nullable PendingJoin join) {
        boolean differs = !same(member.info(), seat.info());
        if (join != null) {
            room.applyResume(member, differs ? seat.info() : null, join.request());
            return;
        }
        if (!seat.node().equals(engine.node()) && member.isHere()) {
            room.applyResume(member, null, null);
        }
        if (differs) {
            room.applyInfo(member, seat.info());
        }
    }

    private static boolean same(RawJson one, RawJson other) {
        return Arrays.equals(
                one.bytes(),
                one.from(),
                one.from() + one.length(),
                other.bytes(),
                other.from(),
                other.from() + other.length());
    }

    /** The one to whom Redis gave that seat, and who was not told yet. */
    private @Nullable PendingJoin granted(String client) {
        for (PendingJoin join : List.copyOf(joins.values())) {
            if (join.isGranted() && join.client().equals(client)) {
                joins.remove(join.token());
                return join;
            }
        }
        return null;
    }

    /** Redis believes that somebody is here who is not, or the other way round: it is told. */
    private void settle(Member member, Seat seat) {
        if (member.isHere() && member.isAway()) {
            owner.applyOnline(member);
        } else if (!member.isHere() && !seat.away() && !isExpected(member.client())) {
            if (seat.plain()) {
                owner.leave(member, "timeout", null);
            } else {
                owner.away(member);
            }
        }
    }

    private boolean isExpected(String client) {
        return joins.values().stream().anyMatch(join -> join.client().equals(client));
    }
}
