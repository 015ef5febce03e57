package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import java.util.List;

/**
 * Counts the memory of a room's members who are away against that of the node. Thread: the room's serial executor, except
 * where a method says otherwise.
 */
final class AwayMemory {

    /** A member without its info, in bytes: the member, its names, its places in the indexes. */
    private static final int BYTES_PER_MEMBER = 1024;

    /** The memory of a room that is retained for members who are away, in bytes. */
    private static final int BYTES_PER_ROOM = 2048;

    private final MemoryPart node;
    private final MemberIndex members;
    private boolean countsRoom;
    private volatile long oldest = Long.MAX_VALUE;

    AwayMemory(MemoryPart node, MemberIndex members) {
        this.node = node;
        this.members = members;
    }

    /** When the member went that is away longest, by the node's clock; {@link Long#MAX_VALUE}: no one is away. Thread: any. */
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

    /** Gives back what is counted, because the room is no longer on this node. */
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
