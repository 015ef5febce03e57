package dev.roomcast.redis.client;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the Redis connections of a node. */
public final class RedisCounters {
    /** Requests that were answered, timed out or were refused. */
    public final LongAdder requests = new LongAdder();
    /** Total duration of these requests, in milliseconds. */
    public final LongAdder requestMillis = new LongAdder();
    /** Requests that timed out or were refused. */
    public final LongAdder failures = new LongAdder();
    /** Loads of whole rooms. */
    public final LongAdder loads = new LongAdder();
}
