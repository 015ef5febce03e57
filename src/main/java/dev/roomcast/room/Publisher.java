package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends the publications of a room to its history and broadcasts them to the members of this node. The engine calls
 * it after it has assigned the offset.
 *
 * <p>Thread: the room's serial executor.
 */
public final class Publisher {

    private final String room;
    private final RoomService service;
    private final Broadcaster broadcaster;
    private final Membership membership;
    private final PublicationLog log;
    private final OffsetWaiters waiters;

    /** The time of the last use of the room, by {@link Clock#monotonicMillis()}. */
    private volatile long usedAt;
    /** The bytes of history that the node's total includes for this room. */
    private long budgeted;

    Publisher(
            String room,
            RoomType type,
            RoomService service,
            Broadcaster broadcaster,
            Membership membership,
            OffsetWaiters waiters) {
        this.room = room;
        this.service = service;
        this.broadcaster = broadcaster;
        this.membership = membership;
        this.waiters = waiters;
        this.log = new PublicationLog(type);
        this.usedAt = service.clock().monotonicMillis();
    }

    PublicationLog log() {
        return log;
    }

    /** Returns when the room was last used, by {@link Clock#monotonicMillis()}. Thread: any. */
    long usedAt() {
        return usedAt;
    }

    /**
     * Publishes a level 0 text.
     *
     * @param sender the sender as {@link PublicationFrames#sender} encodes it
     * @param member the sender; null: it has left
     * @param time the time in milliseconds since 1970
     */
    public void publishText(Frame text, byte[] sender, @Nullable Member member, long offset, long time) {
        Frame level1 = membership.hasLevel1() || service.listener().wantsPublications()
                ? PublicationFrames.publication(service.decoder(), text, sender, offset, time)
                : null;
        append(level1 == null ? text : level1, level1 == null ? sender : null, time);
        try {
            if (level1 != null) {
                notifyListener(level1, member != null && member.isOwned());
            }
            broadcaster.broadcast(OutboundMessage.toAll(text, level1, excluded(member)));
            countHistoryBytes();
        } catch (Throwable e) {
            onBroadcastFailed(e);
        }
    }

    /**
     * Publishes a frame that is already encoded for level 1.
     *
     * @param owned whether this node owns the sender
     * @param time the time in milliseconds since 1970
     */
    public void publish(Frame frame, boolean owned, long time) {
        append(frame, null, time);
        try {
            notifyListener(frame, owned);
            broadcaster.broadcast(OutboundMessage.toAll(frame, frame, null));
            countHistoryBytes();
        } catch (Throwable e) {
            onBroadcastFailed(e);
        }
    }

    /** Publishes a frame that changes the shared state. */
    public void publish(Frame frame, StateChange change, boolean owned, long time) {
        membership.game().begin().apply(change, log.next());
        publish(frame, owned, time);
    }

    /**
     * Publishes a frame that changes the shared state, after a shared engine has accepted the change.
     *
     * @param set the change as members see it
     */
    public void publish(Frame frame, RawJson set, boolean owned, long time) {
        membership.game().begin().follow(service.decoder().acceptedChange(set));
        publish(frame, owned, time);
    }

    private void append(Frame frame, byte @Nullable [] sender, long time) {
        log.append(frame, sender, time, touch());
        waiters.onPosition();
    }

    /** Disconnects all members, because a publication did not reach them; they recover it after a reconnect. */
    private void onBroadcastFailed(Throwable cause) {
        service.failed(cause);
        membership.detachAll();
    }

    private void notifyListener(Frame publication, boolean owned) {
        if (owned) {
            service.listener().published(room, publication);
        }
    }

    /**
     * Adds an earlier publication, from before this node knew the room, to the history. Members do not receive it.
     *
     * @param sender the encoded sender of a level 0 text; null for a level 1 frame
     * @param time the time in milliseconds since 1970
     * @param age the time since the publication, in milliseconds
     */
    public void restore(Frame frame, byte @Nullable [] sender, long time, long age) {
        log.append(frame, sender, time, service.clock().monotonicMillis() - age);
        countHistoryBytes();
    }

    public void publishBinary(Frame binary, Member member) {
        touch();
        broadcaster.broadcast(OutboundMessage.toAll(binary, binary, excluded(member)));
    }

    public void publishVolatile(Frame frame) {
        broadcaster.broadcast(OutboundMessage.volatileToAll(frame));
    }

    /** Sends a frame to the members of this node with one of the given user names or client ids. */
    public void publishDirect(Frame frame, List<String> names, boolean isVolatile) {
        for (Subscriber subscriber : membership.index().subscribers(names)) {
            broadcaster.broadcast(OutboundMessage.to(subscriber, frame, isVolatile));
        }
    }

    /** Returns the connection of a member that wants no echo; null: none is excluded. */
    private static @Nullable Subscriber excluded(@Nullable Member member) {
        Subscriber subscriber = member == null ? null : member.subscriber;
        return subscriber == null || subscriber.wantsEcho() ? null : subscriber;
    }

    private long touch() {
        return usedAt = service.clock().monotonicMillis();
    }

    /** Drops the history; the position stays. */
    void evictHistory() {
        log.evict();
        countHistoryBytes();
    }

    /** Reports the size of the history to the node. */
    void countHistoryBytes() {
        service.eviction().addHistoryBytes(log.bytes() - budgeted);
        budgeted = log.bytes();
    }
}
