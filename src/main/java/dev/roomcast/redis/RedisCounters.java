package dev.roomcast.redis;

import java.util.concurrent.atomic.LongAdder;

/** What a node counts of its Redis. */
public final class RedisCounters {
    /** Requests that were answered, given up or refused. */
    public final LongAdder requests = new LongAdder();
    /** How long these took, in milliseconds. */
    public final LongAdder requestMillis = new LongAdder();
    /** Those of them that were given up or refused. */
    public final LongAdder failures = new LongAdder();
}
