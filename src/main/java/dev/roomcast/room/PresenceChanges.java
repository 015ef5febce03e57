package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.ServerFrames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The presence changes of which members have not been notified. Changes are numbered. A welcome includes the changes up
 * to a number, so that a new member is not notified of them again, for example of its own join.
 */
final class PresenceChanges {

    /** The estimated size of a change without the member's info, in bytes. */
    private static final int BYTES_PER_CHANGE = 80;

    /**
     * The bound of the text for members who joined in the meantime, each of whom receives a different part of it, in
     * bytes.
     */
    private static final long MAX_BYTES = 1 << 20;

    private final RoomType type;
    private final Map<String, Change> unsent = new LinkedHashMap<>();
    /** The upper bound of the size of all unsent changes, in bytes. */
    private long bytes;

    private long last;
    /** The highest number that a welcome or a list has included. */
    private long shown;
    /** The host's client; null: none. */
    private @Nullable String host;
    /** The host as of the last notification. */
    private String sentHost;
    /** The numbers of the first and the last host change since then; 0: none. */
    private long hostFirst;

    private long hostLast;

    private static final class Change {
        final Member member;
        final long startedAt;
        long number;
        boolean joined;

        @Nullable
        String left;

        boolean state;
        boolean info;

        Change(Member member, long startedAt) {
            this.member = member;
            this.startedAt = startedAt;
        }

        boolean isUpdate() {
            return state || info;
        }
    }

    PresenceChanges(RoomType type) {
        this.type = type;
    }

    /** Drops all changes, because no member receives presence. */
    void clear() {
        clearMembers();
        hostIsTold();
    }

    private void hostIsTold() {
        sentHost = host;
        hostFirst = 0;
    }

    /** @param client the client of the new host; null: none */
    void hostChanged(@Nullable String client) {
        host = client;
        hostLast = ++last;
        hostFirst = hostFirst == 0 ? hostLast : hostFirst;
    }

    /** Drops the changes of the members, but not that of the host. */
    void clearMembers() {
        unsent.clear();
        bytes = 0;
    }

    /**
     * Returns whether more changes would exceed the bound of the text. If many members join, each of them receives the
     * changes after its own join: half of the changes on average.
     */
    boolean isFull() {
        return bytes * unsent.size() / 2 > MAX_BYTES && unsent.size() > 1;
    }

    /** Returns the number of the last change, for a welcome or a list that includes it. */
    long show() {
        shown = last;
        return last;
    }

    void joined(Member member) {
        change(member).joined = true;
    }

    void left(Member member, String reason) {
        Change change = change(member);
        change.left = reason;
        if (change.joined && change.startedAt > shown) {
            unsent.remove(member.client());
            bytes = unsent.isEmpty() ? 0 : bytes;
        }
    }

    void stateChanged(Member member) {
        change(member).state = true;
    }

    void infoChanged(Member member) {
        change(member).info = true;
    }

    private Change change(Member member) {
        long number = ++last;
        Change change = unsent.computeIfAbsent(member.client(), client -> new Change(member, number));
        change.number = number;
        bytes += BYTES_PER_CHANGE + member.info().length();
        return change;
    }

    /** Notifies the members of all pending changes. */
    void notifyMembers(Collection<Member> members, Broadcaster broadcaster) {
        if (unsent.isEmpty() && hostFirst == 0) {
            return;
        }
        if (members.size() > type.presenceMax() && !unsent.isEmpty()) {
            broadcaster.broadcast(OutboundMessage.toLevel1(ServerFrames.presence(members.size(), hostFor(0))));
        } else {
            notifyEach(members, broadcaster);
        }
        clear();
    }

    /** Returns the host for members who know the changes up to {@code seen}; null: they know the host. */
    private ServerFrames.@Nullable HostView hostFor(long seen) {
        boolean unknown = seen < hostFirst ? !Objects.equals(host, sentHost) : seen < hostLast;
        return hostFirst > 0 && unknown ? new ServerFrames.HostView(host) : null;
    }

    private void notifyEach(Collection<Member> members, Broadcaster broadcaster) {
        Frame toAll = frame(unsent.values(), 0);
        long startedAt = unsent.values().stream()
                .mapToLong(change -> change.startedAt)
                .min()
                .orElse(Long.MAX_VALUE);
        long first = hostFirst == 0 ? startedAt : Math.min(startedAt, hostFirst);
        if (members.stream().allMatch(member -> member.presenceSeen < first)) {
            if (toAll != null) {
                broadcaster.broadcast(OutboundMessage.toLevel1(toAll));
            }
            return;
        }
        for (Member member : members) {
            if (member.subscriber != null && !member.subscriber.isPlain()) {
                Frame frame = member.presenceSeen < first ? toAll : frame(unknownTo(member), member.presenceSeen);
                if (frame != null) {
                    broadcaster.broadcast(OutboundMessage.to(member.subscriber, frame));
                }
            }
        }
    }

    private List<Change> unknownTo(Member member) {
        return unsent.values().stream()
                .filter(change -> change.number > member.presenceSeen)
                .filter(change -> change.left != null || change.startedAt > member.presenceSeen || change.isUpdate())
                .toList();
    }

    /** @param seen the last change that the recipients know; earlier joins are omitted */
    private @Nullable Frame frame(Collection<Change> changes, long seen) {
        List<ServerFrames.MemberView> joining = new ArrayList<>();
        List<ServerFrames.Departure> leaves = new ArrayList<>();
        List<ServerFrames.Update> updates = new ArrayList<>();
        for (Change change : changes) {
            Member member = change.member;
            boolean joins = change.joined && change.startedAt > seen;
            if (joins) {
                joining.add(member.view());
            }
            if (change.left != null) {
                leaves.add(new ServerFrames.Departure(member.user(), member.client(), change.left));
            } else if (!joins) {
                updates.add(new ServerFrames.Update(
                        member.user(),
                        member.client(),
                        change.state ? member.isAway() : null,
                        change.info ? member.info : null));
            }
        }
        ServerFrames.HostView sent = hostFor(seen);
        return changes.isEmpty() && sent == null ? null : ServerFrames.presence(joining, leaves, updates, sent);
    }
}
