package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.OneShotTimer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Retains a room while connections hold it, members may return, or clients may request its history; wakes it for its
 * deadlines, and disposes of it afterwards.
 *
 * <p>Thread: the room's serial executor, except where a method says otherwise.
 */
final class RoomLifetime {

    private final Room room;
    private final RoomService service;
    private final Replica replica;
    private final Sequencer sequencer;
    private final JoinQueue joins;
    private final Membership membership;
    private final OneShotTimer timer;

    /** Connections that hold the room, from handshake to close; negative after the room was disposed of. */
    private final AtomicInteger holders = new AtomicInteger();

    /** Whether a client received the position and may recover from it. */
    private boolean positionKnown;

    RoomLifetime(Room room, RoomService service, Replica replica, Sequencer sequencer, JoinQueue joins) {
        this.room = room;
        this.service = service;
        this.replica = replica;
        this.sequencer = sequencer;
        this.joins = joins;
        this.membership = replica.membership();
        this.timer = new OneShotTimer(service.clock(), () -> replica.execute(this::wake));
    }

    /** Returns whether no connection holds the room. Thread: any. */
    boolean isUnused() {
        return holders.get() <= 0;
    }

    /**
     * Holds the room. Thread: any.
     *
     * @return false if the room is being disposed of, so that a new room takes its name
     */
    boolean retain() {
        return holders.getAndUpdate(count -> count < 0 ? count : count + 1) >= 0;
    }

    /** Releases one hold, after all tasks queued by the caller have run. Thread: any. */
    void release() {
        replica.execute(() -> {
            holders.decrementAndGet();
            disposeIfIdle();
        });
    }

    void onPositionTold() {
        positionKnown = true;
    }

    /** Invalidates the position, because the room was closed. */
    void onEnd() {
        positionKnown = false;
    }

    /** Drops the history to free memory. Thread: any. */
    void evictHistory() {
        replica.execute(() -> {
            replica.publisher().evictHistory();
            positionKnown &= !membership.isEmpty();
            disposeIfIdle();
        });
    }

    /**
     * Drops all retained data of a room without members, to free memory. Thread: any.
     *
     * @param withAway whether away members are removed first
     */
    void discard(boolean withAway) {
        replica.execute(() -> {
            if (withAway && isUnused()) {
                removeAway(Long.MAX_VALUE);
            }
            if (membership.isEmpty()) {
                membership.game().end();
                evictHistory();
            }
        });
    }

    /**
     * Removes away members, to free memory. Thread: any.
     *
     * @param since the latest start of an absence to end, by {@link Clock#monotonicMillis()}
     */
    void expireAway(long since) {
        replica.execute(() -> {
            removeAway(since);
            disposeIfIdle();
            scheduleWake();
        });
    }

    private void removeAway(long since) {
        if (membership.oldestAway() <= since) {
            List.copyOf(membership.index().away()).stream()
                    .takeWhile(member -> member.awaySince <= since)
                    .filter(Member::isOwned)
                    .forEach(member -> sequencer.leave(member, "timeout", null));
        }
    }

    private void wake() {
        try {
            MemberDeadlines deadlines = membership.deadlines();
            deadlines.overdue().forEach(sequencer::expire);
            Member host = deadlines.overdueHost();
            if (host != null) {
                sequencer.replaceHost(host);
            }
            membership.notifyDuePresence();
            disposeIfIdle();
        } finally {
            scheduleWake();
        }
    }

    /** Disposes of the room if this node owns no member, no join is pending and the room retains nothing. */
    void disposeIfIdle() {
        if (holders.get() > 0 || membership.ownsMembers() || !joins.isEmpty() || sequencer.isUncertain()) {
            return;
        }
        if ((service.engine().isShared() || !isRetained()) && holders.compareAndSet(0, -1)) {
            replica.release();
            sequencer.close();
            service.disposed(room);
        }
        scheduleWake();
    }

    /** Returns whether a client may request the history, or recover from the position. */
    private boolean isRetained() {
        boolean isAsked = positionKnown || !replica.log().isEmpty() || replica.keepsGame();
        return service.clock().monotonicMillis() < retainedUntil() && isAsked;
    }

    private long retainedUntil() {
        return Math.max(replica.publisher().usedAt(), membership.emptySince())
                + replica.type().historyAge();
    }

    void scheduleWake() {
        if (holders.get() < 0) {
            timer.cancel();
            return;
        }
        long next = membership.deadlines().next();
        boolean isOnlyRetained = !membership.ownsMembers() && holders.get() == 0;
        timer.schedule(isOnlyRetained ? Math.min(next, retainedUntil()) : next);
    }
}
