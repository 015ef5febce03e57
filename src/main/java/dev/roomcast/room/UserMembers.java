package dev.roomcast.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one user in one room, as a ring with online members first. Every operation has constant cost. */
final class UserMembers {

    /** The first member of the ring; null: none. */
    private @Nullable Member first;
    /** The number of members that this node owns. */
    private int ownedCount;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    Member first() {
        return first;
    }

    void add(Member member) {
        member.group = this;
        link(member);
    }

    void remove(Member member) {
        unlink(member);
    }

    /** Moves a member in the ring after it went away or returned. */
    void move(Member member) {
        unlink(member);
        link(member);
    }

    private void link(Member member) {
        if (first == null) {
            member.next = member.previous = member;
            first = member;
            return;
        }
        member.next = first;
        member.previous = first.previous;
        first.previous.next = member;
        first.previous = member;
        if (!member.isAway()) {
            first = member;
        }
    }

    private void unlink(Member member) {
        if (member.next == member) {
            first = null;
        } else {
            member.previous.next = member.next;
            member.next.previous = member.previous;
            first = first == member ? member.next : first;
        }
        member.next = member.previous = null;
    }

    /**
     * Changes the number of owned members by one.
     *
     * @param isOurs whether a member is added, and not removed
     * @return whether the first member was added or the last one removed
     */
    boolean own(boolean isOurs) {
        ownedCount += isOurs ? 1 : -1;
        return ownedCount == (isOurs ? 1 : 0);
    }

    List<Member> all() {
        List<Member> all = new ArrayList<>(1);
        Member each = first;
        do {
            all.add(each);
            each = each.next;
        } while (each != first);
        return all;
    }

    /** Adds the connections of the online members. */
    void addSubscribers(Set<Subscriber> subscribers) {
        Member each = first;
        do {
            if (each.subscriber != null) {
                subscribers.add(each.subscriber);
            }
            each = each.next;
        } while (each != first && !each.isAway());
    }
}
