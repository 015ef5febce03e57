package dev.roomcast.redis.client;

import dev.roomcast.concurrent.InFlightBudget;

/**
 * The settings for the use of Redis.
 *
 * @param address the address of Redis
 * @param prefix the prefix of all keys and channels
 * @param lease the time after its last heartbeat at which a node is dead, in milliseconds
 * @param timeout the time after which a request without an answer fails, in milliseconds
 * @param maxInFlight the maximum number of requests in flight, for each server
 * @param publishWait how long publications wait for a disconnected Redis, in milliseconds
 * @param keyGrace how long the keys of an unused room stay beyond its history and linger time, in milliseconds
 * @param rooms a digest of the settings of all rooms, without spaces; nodes with different digests have different
 *     settings
 * @param name a readable name of this node, without spaces
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

    /** Creates settings with the default grace of keys, for a node without a name. */
    public RedisSettings(
            RedisAddress address, String prefix, long lease, long timeout, int maxInFlight, long publishWait) {
        this(address, prefix, lease, timeout, maxInFlight, publishWait, KEY_GRACE, "-", "-");
    }

    /** Returns the same settings with another grace of keys, in milliseconds. */
    public RedisSettings withKeyGrace(long millis) {
        return new RedisSettings(address, prefix, lease, timeout, maxInFlight, publishWait, millis, rooms, name);
    }

    /** Returns the same settings with another digest of rooms and another name of the node. */
    public RedisSettings withRooms(String digest, String name) {
        return new RedisSettings(address, prefix, lease, timeout, maxInFlight, publishWait, keyGrace, digest, name);
    }

    /** Returns a new budget for requests that are in flight or wait. */
    public InFlightBudget waitBudget() {
        return new InFlightBudget(maxInFlight, WINDOW_BYTES);
    }

    /** Returns the interval between two heartbeats, in milliseconds. */
    public long beat() {
        return Math.max(100, Math.min(lease / 4, timeout / 2));
    }
}
