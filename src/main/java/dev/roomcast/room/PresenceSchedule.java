package dev.roomcast.room;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Decides when presence changes are sent: at once in a small room, gathered in a large room. Info updates of one member
 * are gathered in every room. Thread: the room's serial executor.
 */
final class PresenceSchedule {

    /** The largest room in which presence changes are sent at once, in members. */
    private static final int SMALL = 25;

    /** The factor of the gathering interval in rooms that notify only the number of members. */
    private static final int COUNT_SELDOM = 5;

    private final RoomService service;
    private final RoomType type;
    private final MemberIndex index;
    private final PresenceChanges presence;
    private final Broadcaster broadcaster;
    /** The time at which the pending changes are due, by the node's clock in milliseconds; 0: none. */
    private long dueAt;
    /** Whether changes are being gathered. */
    private boolean gathers;

    private boolean changed;
    /** The tasks to run after the gathering. */
    private final Queue<Runnable> afterChanges = new ArrayDeque<>(0);

    PresenceSchedule(
            RoomType type, RoomService service, Broadcaster broadcaster, MemberIndex index, PresenceChanges presence) {
        this.service = service;
        this.type = type;
        this.index = index;
        this.presence = presence;
        this.broadcaster = broadcaster;
    }

    /** Returns when {@link #sendIfDue} is due, by the node's clock; {@link Long#MAX_VALUE}: never. */
    long dueAt() {
        return dueAt == 0 ? Long.MAX_VALUE : dueAt;
    }

    /** Sends the changes at once, or later in a large room unless the text exceeds its bound. Throws nothing. */
    void changed() {
        if (gathers) {
            changed = true;
        } else if (!index.hasLevel1()) {
            presence.clear();
        } else if (!type.presence()) {
            presence.clearMembers();
            send();
        } else if (index.size() <= SMALL) {
            send();
        } else {
            boolean counts = index.size() > type.presenceMax();
            if (!counts && presence.isFull()) {
                send();
                return;
            }
            sendBy(now() + (counts ? COUNT_SELDOM : 1) * type.presenceGather());
        }
    }

    /** Runs changes and sends them together afterwards, even after an exception. */
    void gather(Runnable changes) {
        gathers = true;
        try {
            changes.run();
        } finally {
            gathers = false;
            if (changed) {
                changed = false;
                changed();
            }
            while (!afterChanges.isEmpty()) {
                runGuarded(afterChanges.remove());
            }
        }
    }

    /** Runs a task of one member; an error affects no other member. */
    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            service.failed(e);
        }
    }

    /** Runs a task at once, or after the changes that are being gathered. */
    void afterChanges(Runnable task) {
        if (gathers) {
            afterChanges.add(task);
        } else {
            task.run();
        }
    }

    /** Schedules an update of a member's info, at most once per gathering interval. */
    void updated(Member member) {
        long next = member.updatedAt + type.presenceGather();
        if (member.updatedAt >= 0 && now() < next && type.presence() && index.hasLevel1()) {
            sendBy(next);
        } else {
            member.updatedAt = now();
            changed();
        }
    }

    private void sendBy(long time) {
        if (dueAt == 0) {
            dueAt = time;
        }
    }

    /** Sends the gathered changes if they are due. Throws nothing. */
    void sendIfDue() {
        if (dueAt > 0 && dueAt <= now()) {
            dueAt = 0;
            send();
        }
    }

    private void send() {
        try {
            presence.notifyMembers(index.all(), broadcaster);
        } catch (Throwable e) {
            onFailure(e);
        }
    }

    /** Disconnects the members that missed a change; after a reconnect their welcome contains all members. */
    private void onFailure(Throwable cause) {
        service.failed(cause);
        presence.clear();
        for (Member member : index.all()) {
            if (member.isHere() && !member.subscriber.isPlain()) {
                member.subscriber.disconnect(service.reconnectLater(member));
            }
        }
    }

    private long now() {
        return service.clock().monotonicMillis();
    }
}
