package dev.roomcast.redis;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.redis.client.Script;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Replica;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Applies the events of one room to its replica. Events are numbered: the next one is applied, an older one is ignored, and
 * any other means that something was missed. Then, and at the beginning, the whole room is loaded, while events that come
 * in the meantime wait. Only the room's serial executor calls it.
 */
final class EventFollower {

    /** So many events of a room may wait until it is loaded. */
    private static final int MOST_WAITING = 4096;

    private enum State {
        /** The channel is not listened to. */
        CUT,
        /** The room is to be loaded when there is time. */
        STALE,
        LOADING,
        LIVE
    }

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;

    private State state = State.CUT;
    /** The snapshot that is being loaded may be too old already. */
    private boolean again;
    /** So many of {@link #early} were heard before the snapshot was asked for. */
    private int earlyBefore;
    /** When an event last made a load necessary, on the node's clock. */
    private long gapAt = Long.MIN_VALUE / 2;
    /** Something was asked for without an answer, and the room was not loaded since. */
    private boolean uncertain;

    private String epoch = "";
    private long seq;
    private long untracked;
    private final List<RoomEvent> early = new ArrayList<>(0);
    private final Map<Long, PendingJoin> joins = new HashMap<>();
    private long tokens;
    /** Tasks that run after an event. */
    private final Queue<Later> later = new ArrayDeque<>(0);

    private final EventApplier applier;

    private record Later(long seq, Runnable task) {}

    EventFollower(RedisSequencer owner, RedisEngine engine, Replica room) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.applier = new EventApplier(owner, engine, room, joins);
    }

    boolean isCut() {
        return state == State.CUT;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    String epoch() {
        return epoch;
    }

    boolean isUncertain() {
        return uncertain;
    }

    PendingJoin expect(JoinRequest request, String client, String session) {
        PendingJoin join = new PendingJoin(++tokens, request, client, session);
        joins.put(join.token(), join);
        return join;
    }

    /** @return whether it was still expected */
    boolean unexpect(PendingJoin join) {
        return joins.remove(join.token()) != null;
    }

    /** Does it when the event of that number has happened here; at once if it never will. */
    void after(long seq, Runnable task) {
        later.add(new Later(seq, task));
        runDue();
    }

    private void runDue() {
        while (!later.isEmpty() && (later.peek().seq <= seq || state == State.CUT)) {
            try {
                later.remove().task.run();
            } catch (Throwable e) {
                room.failed(e); // the others run
            }
        }
    }

    /** Redis is away: no join request gets an answer. */
    void onDisconnected() {
        state = State.CUT;
        dropEarly();
        runDue();
        List<PendingJoin> all = List.copyOf(joins.values());
        joins.clear();
        uncertain |= !all.isEmpty(); // Redis may have given them their seats
        all.forEach(join -> join.request().onRefused(CloseCode.INSUFFICIENT_STATE));
    }

    /** The replica may differ from the room: it is loaded at the next beat. */
    void markUncertain() {
        uncertain = true;
        if (state == State.LIVE) {
            state = State.STALE;
        }
    }

    /** Redis does not know what the replica knows: the room is loaded, but not twice within a beat. */
    void onLost() {
        if (state == State.LIVE) {
            onGap();
        }
    }

    /** Loads the room if that was put off. */
    void check() {
        if (state == State.STALE) {
            load();
        }
    }

    void load() {
        if (state == State.LOADING) {
            again = true;
            return;
        }
        again = false;
        state = State.LOADING;
        earlyBefore = early.size();
        engine.counters().loads.increment();
        engine.enqueue(owner.scripts()
                .call(Script.LOAD, owner.link())
                .with(epoch)
                .with(room.next() - 1)
                .then(reply -> room.apply(() -> loaded(reply)), () -> room.apply(this::notLoaded)));
    }

    private void notLoaded() {
        if (state == State.LOADING) {
            state = State.STALE;
            owner.onLoadFailed();
        }
    }

    void onMessage(byte[] message) {
        RoomEvent event = RoomEvent.of(message);
        if (state == State.LIVE) {
            follow(event);
        } else {
            defer(event);
        }
    }

    /** Keeps an event until the room is loaded. Too many are dropped; the room is loaded again then. */
    private void defer(RoomEvent event) {
        int size = event.bytes().length;
        if (early.size() < MOST_WAITING && engine.early().tryAcquire(size)) {
            early.add(event);
        } else {
            dropEarly();
            earlyBefore = 0;
            again = state == State.LOADING;
        }
    }

    private void dropEarly() {
        early.forEach(each -> engine.early().release(each.bytes().length));
        early.clear();
    }

    private void follow(RoomEvent event) {
        if (event.seq() <= seq) {
            return; // the replica has it
        }
        if (event.kind() == 'E') {
            ended(event);
        } else if (fits(event)) {
            seq = event.seq();
            untracked = event.untracked();
            boolean isApplied = false;
            try {
                isApplied = applier.apply(event);
            } finally {
                if (!isApplied) {
                    markUncertain();
                }
            }
            runDue();
        } else {
            defer(event);
            onGap();
        }
    }

    /** Whether the event is the next of those that the replica knows, by every number that it carries. */
    private boolean fits(RoomEvent event) {
        return event.seq() == seq + 1
                && event.offset() == (event.isPublication() ? room.next() : room.next() - 1)
                && event.untracked() == (event.isUntracked() ? untracked + 1 : untracked)
                && event.hasEpoch(epoch);
    }

    /** Something was missed: the room is loaded at once, but not twice within a beat. */
    private void onGap() {
        long now = engine.clock().monotonicMillis();
        if (now - gapAt >= engine.beatMillis()) {
            gapAt = now;
            load();
        } else {
            state = State.STALE;
            engine.logs().loadDelayed(owner.name());
        }
    }

    private void ended(RoomEvent event) {
        epoch = event.epoch();
        seq = event.seq();
        untracked = 0;
        room.applyEnd(epoch);
        runDue();
    }

    private void loaded(Response reply) {
        if (state != State.LOADING) {
            return;
        }
        state = State.STALE; // and so it stays if the answer cannot be read
        RoomSnapshot snapshot = new RoomSnapshot(reply);
        catchUp(snapshot);
        epoch = snapshot.epoch();
        seq = snapshot.seq();
        untracked = snapshot.untracked();
        owner.restoreRun(snapshot);
        new MembershipReconciler(owner, engine, room, joins).reconcile(snapshot);
        state = State.LIVE;
        owner.settleRun(snapshot);
        uncertain = false;
        runDue();
        replay();
        if (again && isLive()) {
            load();
        }
        if (isLive()) {
            owner.onLive();
        }
    }

    /** Follows the events that came early. Those heard before the snapshot was asked for cause no other load. */
    private void replay() {
        List<RoomEvent> waiting = List.copyOf(early);
        dropEarly();
        for (int i = 0; i < waiting.size(); i++) {
            RoomEvent event = waiting.get(i);
            if (!isLive()) {
                defer(event);
            } else if (i >= earlyBefore || event.seq() == seq + 1 && (event.kind() == 'E' || fits(event))) {
                follow(event);
            }
        }
    }

    /** Delivers the publications of the meantime if none is missing; otherwise members on this node have to reconnect. */
    private void catchUp(RoomSnapshot snapshot) {
        boolean first = epoch.isEmpty();
        boolean same = epoch.equals(snapshot.epoch());
        boolean whole = same && snapshot.before() <= room.next() - 1 && snapshot.untracked() == untracked;
        boolean gap = same && snapshot.before() > room.next() - 1 || snapshot.offset() < room.next() - 1;
        if (!first && !whole) {
            room.onLost();
        }
        if (!same || gap) {
            room.applyReset(snapshot.epoch(), snapshot.before());
        }
        for (int i = 0; i < snapshot.count(); i++) {
            RoomEvent event = snapshot.publication(i);
            long offset = snapshot.before() + 1 + i;
            if (offset < room.next()) {
                continue;
            }
            if (whole) {
                applier.published(event, offset);
            } else {
                applier.restore(event, offset, snapshot.now());
            }
        }
    }
}
