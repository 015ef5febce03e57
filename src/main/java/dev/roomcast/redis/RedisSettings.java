package dev.roomcast.redis;

/**
 * How Redis is used.
 *
 * @param address where it is
 * @param prefix of all keys and channels
 * @param lease after which a node that was not heard of is dead, in milliseconds
 * @param timeout after which Redis is given up that does not answer, in milliseconds
 * @param window requests that may be under way at once, at each server
 * @param publishWait how long what is said waits for a Redis that is away, in milliseconds
 */
public record RedisSettings(
        RedisAddress address, String prefix, long lease, long timeout, int window, long publishWait) {

    /** What may be under way at once, in bytes. */
    private static final long WINDOW_BYTES = 32 << 20;

    /** A window of that size. */
    Allowance allowance() {
        return new Allowance(window, WINDOW_BYTES);
    }

    /** How often the node says that it lives, in milliseconds. */
    long beat() {
        return Math.max(100, Math.min(lease / 4, timeout / 2));
    }
}
