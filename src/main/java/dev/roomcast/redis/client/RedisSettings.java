package dev.roomcast.redis.client;

import dev.roomcast.concurrent.InFlightBudget;

/**
 * How Redis is used.
 *
 * @param address where it is
 * @param prefix of all keys and channels
 * @param lease after which a node without a heartbeat is dead, in milliseconds
 * @param timeout after which a Redis that does not answer is given up, in milliseconds
 * @param maxInFlight requests that may be under way at once, at each server
 * @param publishWait how long publications wait for a Redis that is away, in milliseconds
 * @param keyGrace how long the keys of a room stay beyond its history and linger when no node uses them, in milliseconds
 * @param rooms a digest of the settings of all rooms, without spaces: nodes whose digests differ have different settings
 * @param name of this node for people, without spaces
 */
public record RedisSettings(
        RedisAddress address,
        String prefix,
        long lease,
        long timeout,
        int maxInFlight,
        long publishWait,
        long keyGrace,
        String rooms,
        String name) {

    private static final long WINDOW_BYTES = 32 << 20;
    private static final long KEY_GRACE = 1_800_000;

    /** With the default grace of keys, for a node that has no name. */
    public RedisSettings(
            RedisAddress address, String prefix, long lease, long timeout, int maxInFlight, long publishWait) {
        this(address, prefix, lease, timeout, maxInFlight, publishWait, KEY_GRACE, "-", "-");
    }

    /** The same with another grace of keys, in milliseconds. */
    public RedisSettings withKeyGrace(long millis) {
        return new RedisSettings(address, prefix, lease, timeout, maxInFlight, publishWait, millis, rooms, name);
    }

    /** The same with other settings of rooms and another name. */
    public RedisSettings withRooms(String digest, String name) {
        return new RedisSettings(address, prefix, lease, timeout, maxInFlight, publishWait, keyGrace, digest, name);
    }

    /** A new budget for requests that are under way or wait. */
    public InFlightBudget waitBudget() {
        return new InFlightBudget(maxInFlight, WINDOW_BYTES);
    }

    /** The time between two heartbeats, in milliseconds. */
    public long beat() {
        return Math.max(100, Math.min(lease / 4, timeout / 2));
    }
}
