package dev.roomcast.redis;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.RoomSnapshot.StoredMember;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Updates the members of a replica to those in Redis, after an event was missed. */
final class MembershipReconciler {

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final Map<Long, PendingJoin> joins;
    /** The host, if it is a member that this node does not know yet; otherwise null. */
    private @Nullable Member newHost;

    /** @param joins pending joins by token */
    MembershipReconciler(RedisSequencer owner, RedisEngine engine, Replica room, Map<Long, PendingJoin> joins) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.joins = joins;
    }

    /**
     * Applies all differences in one presence frame: no frame contains a host that is not a member, or omits the host.
     */
    void reconcile(RoomSnapshot snapshot) {
        room.gatherPresence(() -> apply(snapshot));
    }

    private void apply(RoomSnapshot snapshot) {
        List<StoredMember> all = snapshot.members();
        takeOverGame(snapshot, all);
        Set<String> clients = all.stream().map(StoredMember::client).collect(Collectors.toSet());
        for (Member member : room.members()) {
            if (!clients.contains(member.client())) {
                room.onLost(member);
            }
        }
        for (StoredMember stored : all) {
            compare(stored, Math.max(0, stored.until() - snapshot.now()));
        }
    }

    /** Takes over state and host before the members, whose welcomes contain them. */
    private void takeOverGame(RoomSnapshot snapshot, List<StoredMember> all) {
        Member host = room.member(snapshot.host());
        if (host == null) {
            newHost = all.stream()
                    .filter(stored -> stored.client().equals(snapshot.host()))
                    .map(stored -> member(stored, session(stored.client())))
                    .findFirst()
                    .orElse(null);
            host = newHost;
        }
        room.restoreGame(snapshot.state(), host);
    }

    /** Returns the session of a member that this node requested; null: another node's member. */
    private @Nullable String session(String client) {
        return joins.values().stream()
                .filter(join -> join.isGranted() && join.client().equals(client))
                .map(PendingJoin::session)
                .findFirst()
                .orElse(null);
    }

    private static Member member(StoredMember stored, String session) {
        return new Member(stored.user(), stored.client(), session)
                .showing(stored.info())
                .as(stored.game());
    }

    private void compare(StoredMember stored, long linger) {
        String client = stored.client();
        Member member = room.member(client);
        boolean owned = stored.node().equals(engine.node());
        PendingJoin join = owned ? granted(client) : null;
        if (member == null) {
            String session = join == null ? null : join.session();
            boolean isHost = newHost != null && newHost.client().equals(client);
            member = isHost ? newHost : member(stored, session);
            room.applyJoin(member, join == null ? null : join.request());
        } else {
            compare(member, stored, join);
        }
        if (stored.away() && !member.isAway()) {
            room.applyAway(member, linger, owned);
        } else if (!stored.away() && member.isAway()) {
            room.applyOnline(member);
        }
        member.node(engine.trackNode(stored.node()));
        if (owned) {
            correctRedis(member, stored);
        }
    }

    private void compare(Member member, StoredMember stored, @Nullable PendingJoin join) {
        boolean differs = !same(member.info(), stored.info());
        if (join != null) {
            room.applyResume(member, differs ? stored.info() : null, join.request());
            return;
        }
        if (!stored.node().equals(engine.node()) && member.isHere()) {
            room.applyResume(member, null, null);
        }
        if (differs) {
            room.applyInfo(member, stored.info());
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

    /** Removes and returns the pending join that Redis has granted to this client; null: none. */
    private @Nullable PendingJoin granted(String client) {
        for (PendingJoin join : List.copyOf(joins.values())) {
            if (join.isGranted() && join.client().equals(client)) {
                joins.remove(join.token());
                return join;
            }
        }
        return null;
    }

    /** Corrects Redis if its state of a member, online or away, differs from the state on this node. */
    private void correctRedis(Member member, StoredMember stored) {
        if (member.isHere() && member.isAway()) {
            owner.applyOnline(member);
        } else if (!member.isHere() && !stored.away() && !isExpected(member.client())) {
            if (stored.plain()) {
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
