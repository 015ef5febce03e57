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
import org.jspecify.annotations.Nullable;

/**
 * Applies the events of one room to its replica. Events are numbered: the next event is applied, an older one is
 * ignored, and any other reveals that an event was missed. Then, and at the beginning, the whole room is loaded, while
 * further events wait. Thread: the room's serial executor.
 */
final class EventFollower {

    /** The maximum number of events of a room that wait until it is loaded. */
    private static final int MOST_WAITING = 4096;

    private enum State {
        /** The channel is not subscribed to. */
        CUT,
        /** The room must be loaded, at the next heartbeat. */
        STALE,
        LOADING,
        LIVE
    }

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;

    private State state = State.CUT;
    /** Whether the snapshot being loaded may already be outdated. */
    private boolean again;
    /** The number of {@link #early} events that arrived before the snapshot was requested. */
    private int earlyBefore;
    /** The time at which an event last made a load necessary, on the node's clock. */
    private long gapAt = Long.MIN_VALUE / 2;
    /** Whether a request has had no answer since the room was last loaded. */
    private boolean uncertain;

    private String epoch = "";
    private long seq;
    private long untracked;
    private final List<RoomEvent> early = new ArrayList<>(0);
    private final Map<Long, PendingJoin> joins = new HashMap<>();
    private long tokens;
    /** Tasks that wait for an event, in the order of the events. */
    private final Queue<Later> later = new ArrayDeque<>(0);

    /** The result of {@link #awaited} at the previous check. */
    private @Nullable Object awaitedBefore;

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

    /** Drops a pending join. @return whether it was still pending */
    boolean unexpect(PendingJoin join) {
        return joins.remove(join.token()) != null;
    }

    /** Runs a task after the event with a number has been applied; runs it at once while Redis is disconnected. */
    void after(long seq, Runnable task) {
        later.add(new Later(seq, task));
        runDue();
    }

    private void runDue() {
        runLater(state == State.CUT ? Long.MAX_VALUE : seq);
    }

    /** @param until the number of the last event whose tasks run */
    private void runLater(long until) {
        while (!later.isEmpty() && later.peek().seq <= until) {
            try {
                later.remove().task.run();
            } catch (Throwable e) {
                room.failed(e); // later tasks still run
            }
        }
    }

    /** Redis is disconnected: refuses all pending joins. */
    void onDisconnected() {
        state = State.CUT;
        dropEarly();
        runDue();
        List<PendingJoin> all = List.copyOf(joins.values());
        joins.clear();
        uncertain |= !all.isEmpty(); // Redis may have executed these joins
        all.forEach(join -> join.request().onRefused(CloseCode.INSUFFICIENT_STATE));
    }

    /** The replica may differ from the room: schedules a load for the next heartbeat. */
    void markUncertain() {
        uncertain = true;
        if (state == State.LIVE) {
            state = State.STALE;
        }
    }

    /** The replica has data that Redis lacks: loads the room, at most once within a heartbeat. */
    void onLost() {
        if (state == State.LIVE) {
            onGap();
        }
    }

    /**
     * Loads the room if the load was postponed, or if the event of an answered call has not arrived since the previous check.
     */
    void check() {
        Object awaited = awaited();
        if (state == State.STALE || state == State.LIVE && awaited != null && awaited == awaitedBefore) {
            load();
        }
        awaitedBefore = awaited;
    }

    /** Returns a granted join or a task that waits for its event; null: none. */
    private @Nullable Object awaited() {
        for (PendingJoin join : joins.values()) {
            if (join.isGranted()) {
                return join;
            }
        }
        return later.peek();
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

    /** Queues an event until the room is loaded. Drops the queue if it is too long; the room is then loaded again. */
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
            return; // the replica contains it
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

    /** Returns whether the event follows the state of the replica by every number that the event contains. */
    private boolean fits(RoomEvent event) {
        return event.seq() == seq + 1
                && event.offset() == (event.isPublication() ? room.next() : room.next() - 1)
                && event.untracked() == (event.isUntracked() ? untracked + 1 : untracked)
                && event.hasEpoch(epoch);
    }

    /** An event was missed: loads the room at once, but at most once within a heartbeat. */
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
        state = State.STALE; // remains so if the answer is malformed
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
        endAnswered();
        replay();
        if (again && isLive()) {
            load();
        }
        if (isLive()) {
            owner.onLive();
        }
    }

    /**
     * Ends what waits for events of answered calls: the snapshot is younger than all of them. Redis has lost the joins that it
     * does not contain.
     */
    private void endAnswered() {
        runLater(Long.MAX_VALUE);
        for (PendingJoin join : List.copyOf(joins.values())) {
            if (join.isGranted() && unexpect(join)) {
                join.request().onRefused(CloseCode.INSUFFICIENT_STATE);
            }
        }
    }

    /** Applies the early events. An event from before the request for the snapshot causes no further load. */
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

    /**
     * Delivers the missed publications if all of them are retained; otherwise members on this node have to reconnect.
     */
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
