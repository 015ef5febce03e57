package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the members of a room, and notifies the other members. */
final class Membership {

    private final String room;
    private final RoomType type;
    private final RoomService service;
    private final Broadcaster broadcaster;
    private final MemberIndex index;
    private final PresenceChanges presence;
    private final PresenceSchedule schedule;
    private final AwayMemory awayMemory;
    private final OwnedMembers owned;
    private final MemberDeadlines deadlines;
    /** The time at which the last member left, by the node's clock in milliseconds. */
    private long emptySince;

    private final RoomGame game;

    /** Receives the events of the room. */
    RoomListener listener;

    Membership(String room, RoomType type, RoomService service, Broadcaster broadcaster) {
        this.room = room;
        this.type = type;
        this.service = service;
        this.listener = service.listener();
        this.broadcaster = broadcaster;
        this.index = new MemberIndex(type);
        this.presence = new PresenceChanges(type);
        this.schedule = new PresenceSchedule(type, service, broadcaster, index, presence);
        this.awayMemory = new AwayMemory(service.eviction().awayMemory(), index);
        this.owned = new OwnedMembers(service.counters());
        this.game = new RoomGame(type, service, presence);
        this.deadlines = new MemberDeadlines(service.clock(), index, schedule, game);
        this.emptySince = now();
    }

    private long now() {
        return service.clock().monotonicMillis();
    }

    boolean isEmpty() {
        return index.size() == 0;
    }

    int size() {
        return index.size();
    }

    /** Returns the number of away members. */
    int countAway() {
        return index.countAway();
    }

    /** Returns whether this node owns a member of the room, online or away. */
    boolean ownsMembers() {
        return !owned.isEmpty();
    }

    /** Returns this node's share of the online members, above 0. It iterates over all members. */
    double ownShare() {
        int online = 0;
        int own = 0;
        for (Member member : index.all()) {
            online += member.isAway() ? 0 : 1;
            own += member.isHere() ? 1 : 0;
        }
        return Math.max(1, own) / (double) Math.max(1, Math.max(own, online));
    }

    long emptySince() {
        return emptySince;
    }

    /** Returns whether a level 1 connection is subscribed. */
    boolean hasLevel1() {
        return index.hasLevel1();
    }

    MemberIndex index() {
        return index;
    }

    /** Returns when the longest away member went away; {@link Long#MAX_VALUE}: none is away. Thread: any. */
    long oldestAway() {
        return awayMemory.oldest();
    }

    /** Returns the game-related part of the room. */
    RoomGame game() {
        return game;
    }

    /** Notifies members of the host after a change that sends no other presence. */
    void notifyHost() {
        notifyPresence();
    }

    /** Returns whether members are notified of one another. */
    boolean notifiesMembers() {
        return type.presence() && index.size() <= type.presenceMax();
    }

    /**
     * Adds a new member.
     *
     * @param request the request of its connection; null: the connection is on another node
     */
    void join(Member member, @Nullable JoinRequest request) {
        if (request != null && request.info() != null) {
            member.info = request.info().detached();
        }
        index.add(member);
        if (member.game() != null) {
            game.begin().add(member);
        }
        if (index.size() == 1) {
            service.counters().rooms.increment();
        }
        owned.own(member, request != null);
        if (member.isOwned()) {
            if (index.size() == 1) {
                listener.opened(room);
            }
            listener.joined(room, member);
        }
        attach(member, request, false);
        presence.joined(member);
        notifyPresence();
        completeJoin(member, request, false);
    }

    /** Makes this node the owner of a member whose owner node is dead. */
    void takeOwnership(Member member) {
        owned.own(member, true);
    }

    private void attach(Member member, @Nullable JoinRequest request, boolean resumes) {
        if (request != null && request.session() != null && member.session == null) {
            member.session = request.session();
        }
        if (request != null && !request.isClosed()) {
            index.attach(member, request.subscriber(), resumes);
        }
    }

    /** Subscribes the connection and completes its request, after the presence changes that are being gathered. */
    private void completeJoin(Member member, @Nullable JoinRequest request, boolean resumed) {
        if (request != null) {
            schedule.afterChanges(() -> {
                if (member.subscriber != null) {
                    broadcaster.subscribe(request.subscriber());
                }
                request.onJoined(member, resumed);
            });
        }
    }

    /**
     * Attaches another connection to a member.
     *
     * @param info the new info; null: unchanged
     */
    void resume(Member member, @Nullable RawJson info, @Nullable JoinRequest request) {
        detach(member, Disconnect.of(CloseCode.REPLACED));
        boolean moves = request != null && !member.isOwned() && !member.isAway();
        owned.own(member, request != null);
        applyOnline(member);
        if (moves) {
            listener.back(room, member);
        }
        attach(member, request, true);
        if (info != null) {
            member.info = info.detached();
            awayMemory.update(member);
            presence.infoChanged(member);
        }
        notifyPresence();
        member.follower().onOnline(member);
        completeJoin(member, request, true);
    }

    /** Marks the member as online, on this node or another one. */
    private void applyOnline(Member member) {
        if (member.isAway()) {
            index.away(member, false);
            awayMemory.update(member);
            service.counters().away.add(member.isOwned() ? -1 : 0);
            presence.stateChanged(member);
            if (member.isOwned()) {
                listener.back(room, member);
            }
        }
        game.onBack(member); // may be on another node now, without having been away
    }

    /** Corrects the state of a member that was wrongly considered away. */
    void markOnline(Member member) {
        applyOnline(member);
        notifyPresence();
        member.follower().onOnline(member);
    }

    /**
     * Detaches the member's connection if it is on this node.
     *
     * @param disconnect the reason to close it; null: it is already closed
     */
    void detach(Member member, @Nullable Disconnect disconnect) {
        if (member.subscriber != null) {
            broadcaster.unsubscribe(index.detach(member), disconnect);
        }
    }

    /**
     * Marks a member as away, because it lost its connection.
     *
     * @param lingerMillis the linger time, in milliseconds
     * @param isOwned whether this node owns the member
     */
    void away(Member member, long lingerMillis, boolean isOwned) {
        owned.own(member, isOwned);
        service.counters().away.add(isOwned && !member.isAway() ? 1 : 0);
        member.awaySince = member.isAway() ? member.awaySince : now();
        index.away(member, true);
        member.awayUntil = now() + lingerMillis;
        awayMemory.update(member);
        presence.stateChanged(member);
        game.onAway(member);
        member.follower().onAway(member);
        if (isOwned) {
            listener.away(room, member);
        }
        notifyPresence();
    }

    /** @param disconnect the reason to close its connection; null: it is already closed */
    void remove(Member member, String reason, @Nullable Disconnect disconnect) {
        detachAndRemove(member, reason, disconnect);
        presence.left(member, reason);
        notifyPresence();
    }

    /** Releases the members on this node; the room continues on other nodes. */
    void release() {
        game.end();
        awayMemory.release();
        if (index.size() > 0) {
            service.counters().rooms.decrement();
        }
    }

    /** Disconnects the members of this node; they may reconnect at once. */
    void detachAll() {
        for (Member member : List.copyOf(index.all())) {
            if (member.isHere()) {
                broadcaster.disconnect(member.subscriber, service.reconnectLater(member));
            }
        }
    }

    /** Removes all members without notifications. */
    void clear() {
        List.copyOf(index.all())
                .forEach(member -> detachAndRemove(member, "kicked", Disconnect.of(CloseCode.ROOM_CLOSED)));
        game.end();
        presence.hostChanged(null);
        presence.clear();
    }

    private void detachAndRemove(Member member, String reason, Disconnect disconnect) {
        detach(member, disconnect);
        index.remove(member);
        awayMemory.update(member);
        boolean wasOwned = member.isOwned();
        owned.own(member, false);
        boolean isLast = index.size() == 0;
        if (isLast) {
            service.counters().rooms.decrement();
            emptySince = now();
        }
        game.remove(member);
        member.follower().onLeft(member);
        if (wasOwned) {
            listener.left(room, member, reason);
        }
        if (isLast && wasOwned) {
            listener.closed(room);
        }
    }

    /** Changes the info of a member. */
    void info(Member member, RawJson info) {
        member.info = info.detached();
        awayMemory.update(member);
        presence.infoChanged(member);
        schedule.updated(member);
    }

    /**
     * Returns the members for a welcome: all, or only the new one if the room is large or the member may not see
     * others.
     */
    List<ServerFrames.MemberView> show(Member member) {
        member.presenceSeen = presence.show();
        boolean all =
                index.size() <= type.presenceMax() && member.subscriber.rights().members();
        return all ? index.views() : List.of(member.view());
    }

    List<ServerFrames.MemberView> show() {
        presence.show();
        return index.views();
    }

    /** Returns the members for a reader outside the room. */
    List<ServerFrames.MemberView> views() {
        return index.views();
    }

    private void notifyPresence() {
        game.checkHost(now());
        schedule.changed();
    }

    /** Returns the deadlines of the members: linger times, the host's absence, pending presence. */
    MemberDeadlines deadlines() {
        return deadlines;
    }

    /** Runs changes and notifies members of all of them in one presence frame. */
    void gatherPresence(Runnable changes) {
        schedule.gather(changes);
    }

    /** Sends the pending presence if it is due. */
    void notifyDuePresence() {
        schedule.sendIfDue();
    }
}
