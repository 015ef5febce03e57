package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.MemoryPart;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory of histories, unused rooms and away members on the node. Thread: any. */
public final class RoomEviction {

    /** The pause after a search that found too few rooms, in milliseconds. */
    private static final long EVICT_AGAIN_MILLIS = 1000;

    /** The divisor of the time span since the first absence: members in its oldest part are removed together. */
    private static final int AWAY_PART = 8;

    private final Collection<Room> rooms;
    private final Limits limits;
    private final Clock clock;
    private final RoomCounters counters;
    private final MemoryPart awayMemory;
    private final AtomicLong historyBytes = new AtomicLong();
    private final AtomicBoolean evicting = new AtomicBoolean();
    /** The earliest time of the next search for rooms, by {@link Clock#monotonicMillis()}. */
    private volatile long evictAgainAt = Long.MIN_VALUE;

    RoomEviction(Collection<Room> rooms, Limits limits, Clock clock, RoomCounters counters) {
        this.rooms = rooms;
        this.limits = limits;
        this.clock = clock;
        this.counters = counters;
        this.awayMemory = new MemoryPart(limits.memory().awayBytes());
    }

    /** Returns the memory of the away members in all rooms. */
    public MemoryPart awayMemory() {
        return awayMemory;
    }

    /** Discards unused rooms if the node has more rooms than allowed. */
    void onOpen() {
        if (limits.rooms() > 0 && rooms.size() > limits.rooms()) {
            alone(this::evictKept);
        }
    }

    /** Removes the members with the longest absence if all away members exceed their memory. */
    void evictAway() {
        if (awayMemory.isExceeded()) {
            alone(this::expireAway);
        }
    }

    /**
     * Removes the members in the oldest eighth of the time span. Has no effect until the rooms have executed the
     * previous call.
     */
    private void expireAway() {
        awayMemory.countExceeded();
        long oldest = Long.MAX_VALUE;
        for (Room room : rooms) {
            oldest = Math.min(oldest, room.oldestAway());
        }
        long until = oldest + Math.max(0, clock.monotonicMillis() - oldest) / AWAY_PART;
        for (Room room : rooms) {
            if (room.oldestAway() <= until) {
                room.lifetime().expireAway(until);
            }
        }
    }

    /** Returns the size of all histories, in bytes. */
    public long historyBytes() {
        return historyBytes.get();
    }

    /** Adds to the size of all histories, and evicts the least recently used ones if they exceed their memory. */
    void addHistoryBytes(long bytes) {
        // avoids a write to memory that all event loops share
        long now = bytes == 0 ? historyBytes.get() : historyBytes.addAndGet(bytes);
        if (now > limits.historyBytes()) {
            alone(this::evict);
        }
    }

    /** Runs an eviction unless one is running. */
    private void alone(Runnable eviction) {
        if (evicting.compareAndSet(false, true)) {
            try {
                eviction.run();
            } finally {
                evicting.set(false);
            }
        }
    }

    private void evict() {
        long enough = limits.historyBytes() * 9 / 10;
        for (Room room : leastRecentlyUsedFirst()) {
            if (historyBytes.get() <= enough) {
                return;
            }
            room.lifetime().evictHistory();
            counters.historiesEvicted.increment();
        }
    }

    /**
     * Discards the least recently used rooms without connections until a tenth of the allowed rooms is free. Begins
     * with rooms without members, and continues with rooms whose members are all away.
     */
    private void evictKept() {
        if (clock.monotonicMillis() < evictAgainAt) {
            return; // the last search was expensive and found too few rooms
        }
        int max = limits.rooms() * 9 / 10;
        List<Room> unused = leastRecentlyUsedFirst().stream()
                .filter(room -> room.lifetime().isUnused())
                .toList();
        discard(unused, max, false);
        discard(unused, max, true);
        if (rooms.size() > max) {
            evictAgainAt = clock.monotonicMillis() + EVICT_AGAIN_MILLIS;
        }
    }

    private void discard(List<Room> unused, int max, boolean withAway) {
        for (int i = 0; i < unused.size() && rooms.size() > max; i++) {
            unused.get(i).lifetime().discard(withAway);
            counters.roomsEvicted.increment();
        }
    }

    private List<Room> leastRecentlyUsedFirst() {
        record Quiet(Room room, long usedAt) {}
        return rooms.stream()
                .map(room -> new Quiet(room, room.usedAt()))
                .sorted(Comparator.comparingLong(Quiet::usedAt))
                .map(Quiet::room)
                .toList();
    }
}
