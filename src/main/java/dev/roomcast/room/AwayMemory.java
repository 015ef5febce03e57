package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import java.util.List;

/**
 * Counts the memory of a room's away members as part of the node's total. Thread: the room's serial executor, except
 * where a method says otherwise.
 */
final class AwayMemory {

    /** The estimated memory of a member without its info, in bytes: the object, its names, its index entries. */
    private static final int BYTES_PER_MEMBER = 1024;

    /** The memory of a room that is retained for away members, in bytes. */
    private static final int BYTES_PER_ROOM = 2048;

    private final MemoryPart node;
    private final MemberIndex members;
    private boolean countsRoom;
    private volatile long oldest = Long.MAX_VALUE;

    AwayMemory(MemoryPart node, MemberIndex members) {
        this.node = node;
        this.members = members;
    }

    /**
     * Returns when the longest away member went away, by the node's clock; {@link Long#MAX_VALUE}: none is away.
     * Thread: any.
     */
    long oldest() {
        return oldest;
    }

    /** Updates the count after a member went away, returned, changed its info or left. */
    void update(Member member) {
        boolean counts = member.isAway() && members.ofClient(member.client()) == member;
        int bytes = counts ? BYTES_PER_MEMBER + member.info().length() : 0;
        node.add(bytes - member.awayBytes);
        member.awayBytes = bytes;
        updateRoom();
    }

    private void updateRoom() {
        Member longest = members.longestAway();
        oldest = longest == null ? Long.MAX_VALUE : longest.awaySince;
        boolean counts = longest != null;
        if (counts != countsRoom) {
            countsRoom = counts;
            node.add(counts ? BYTES_PER_ROOM : -BYTES_PER_ROOM);
        }
    }

    /** Releases the counted memory, because the room is no longer on this node. */
    void release() {
        for (Member member : List.copyOf(members.away())) {
            node.add(-member.awayBytes);
            member.awayBytes = 0;
        }
        if (countsRoom) {
            countsRoom = false;
            node.add(-BYTES_PER_ROOM);
        }
        oldest = Long.MAX_VALUE;
    }
}
