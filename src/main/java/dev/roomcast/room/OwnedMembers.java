package dev.roomcast.room;

/**
 * The members of one room that this node owns, and their part of the node's counters. Each node counts and reports its
 * own members only.
 *
 * <p>Thread: the room's serial executor.
 */
final class OwnedMembers {

    private final RoomCounters counters;
    private int count;

    OwnedMembers(RoomCounters counters) {
        this.counters = counters;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Sets whether this node owns a member. */
    void own(Member member, boolean owned) {
        if (member.owned != owned) {
            int change = owned ? 1 : -1;
            member.owned = owned;
            count += change;
            counters.members.add(change);
            if (member.game() != null) {
                (member.isPlayer() ? counters.players : counters.watchers).add(change);
            }
            counters.away.add(member.isAway() ? change : 0);
            counters.users.add(member.group.own(owned) ? change : 0);
        }
    }
}
