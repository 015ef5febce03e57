package dev.roomcast.webhooks;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the webhooks of a node. */
public final class WebhookCounters {
    /** Events that the receiver took. */
    public final LongAdder delivered = new LongAdder();
    /** Dropped events: the queue overflowed, or the endpoint refused them. */
    public final LongAdder dropped = new LongAdder();
    /** Posts of events that got an answer or none. */
    public final LongAdder posts = new LongAdder();
    /** How long they took together, in milliseconds. */
    public final LongAdder postMillis = new LongAdder();
    /** Failed requests among them. */
    public final LongAdder postFailures = new LongAdder();
    /** Questions before something is published. */
    public final Questions beforePublish = new Questions();
    /** Questions before a connection enters a room. */
    public final Questions connect = new Questions();

    /** Counters of one kind of question. */
    public static final class Questions {
        /** Questions that got an answer, or none. */
        public final LongAdder asked = new LongAdder();
        /** How long they took together, in milliseconds. */
        public final LongAdder millis = new LongAdder();
        /** Requests without a usable answer. */
        public final LongAdder failures = new LongAdder();
        /** Requests that were not sent because of overload. */
        public final LongAdder overloaded = new LongAdder();
    }
}
