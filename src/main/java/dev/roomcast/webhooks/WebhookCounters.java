package dev.roomcast.webhooks;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the webhooks of a node. */
public final class WebhookCounters {
    /** Events that the receiver accepted. */
    public final LongAdder delivered = new LongAdder();
    /** Dropped events: the queue overflowed, or the receiver refused them. */
    public final LongAdder dropped = new LongAdder();
    /** Posts of events that have ended, with or without a response. */
    public final LongAdder posts = new LongAdder();
    /** Total duration of these posts, in milliseconds. */
    public final LongAdder postMillis = new LongAdder();
    /** Posts without a successful response. */
    public final LongAdder postFailures = new LongAdder();
    /** Requests before publications. */
    public final Questions beforePublish = new Questions();
    /** Requests before connections enter a room. */
    public final Questions connect = new Questions();

    /** Counters of one kind of request. */
    public static final class Questions {
        /** Requests that have ended, with or without a response. */
        public final LongAdder asked = new LongAdder();
        /** Total duration of these requests, in milliseconds. */
        public final LongAdder millis = new LongAdder();
        /** Requests without a usable answer. */
        public final LongAdder failures = new LongAdder();
        /** Requests that were not sent because of overload. */
        public final LongAdder overloaded = new LongAdder();
    }
}
