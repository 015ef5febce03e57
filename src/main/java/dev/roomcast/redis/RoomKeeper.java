package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Renews the keys of a room in Redis while this node owns members in it, and takes over the members of dead nodes. */
final class RoomKeeper {

    /** The maximum number of members that one script takes over, within some milliseconds. */
    private static final int PORTION = 250;

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final EventFollower follower;

    /** The time at which this node last renewed the TTLs of the room's keys, on the node's clock. */
    private long touchedAt;

    private boolean touching;
    /** The dead nodes whose members are being taken over. */
    private final Set<String> takingOver = new HashSet<>(0);

    RoomKeeper(RedisSequencer owner, RedisEngine engine, Replica room, EventFollower follower) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.follower = follower;
        this.touchedAt = engine.clock().monotonicMillis();
    }

    /** Renews the TTLs of the room's keys while this node owns members, even without publications. */
    void touch(RedisLink link) {
        long now = engine.clock().monotonicMillis();
        boolean isDue = now - touchedAt >= owner.scripts().lifetime() / 3 - engine.beatMillis();
        if (!isDue || touching || !follower.isLive() || !room.ownsMembers()) {
            return;
        }
        ScriptCall call = owner.scripts().call(Script.TOUCH, link).with(follower.epoch());
        room.members().stream()
                .filter(member -> member.isOwned() && member.usesIds())
                .forEach(member -> call.with(member.client()));
        touching = true;
        engine.enqueue(call.then(
                reply -> room.apply(() -> touched(now, reply.toInteger() == 1)),
                () -> room.apply(() -> touching = false)));
    }

    private void touched(long at, boolean isKnown) {
        touching = false;
        touchedAt = at;
        if (!isKnown) {
            follower.markUncertain();
        }
    }

    /**
     * Takes over the members of a dead node that the replica knows.
     *
     * @param done runs when the replica certainly has no members of the node
     */
    void takeOver(String dead, Runnable done) {
        if (!follower.isLive() || takingOver.contains(dead)) {
            return;
        }
        List<String> clients = room.members().stream()
                .filter(member -> dead.equals(member.node()) && !member.isAway())
                .map(Member::client)
                .toList();
        if (clients.isEmpty()) {
            done.run();
        } else {
            takingOver.add(dead);
            takeOver(dead, clients, 0);
        }
    }

    private void takeOver(String dead, List<String> clients, int from) {
        if (from >= clients.size()) {
            takingOver.remove(dead);
            return;
        }
        int to = Math.min(from + PORTION, clients.size());
        ScriptCall call =
                owner.members("orphan", dead, engine.node()).with(room.type().linger());
        clients.subList(from, to).forEach(call::with);
        engine.enqueue(call.then(
                reply -> room.apply(() -> takeOver(dead, clients, to)),
                () -> room.apply(() -> takingOver.remove(dead)))); // the next heartbeat tries again
    }
}
