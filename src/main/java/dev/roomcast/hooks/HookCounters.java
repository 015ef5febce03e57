package dev.roomcast.hooks;

import java.util.concurrent.atomic.LongAdder;

/** What a node counts of its hooks. */
public final class HookCounters {
    /** Events that the receiver took. */
    public final LongAdder delivered = new LongAdder();
    /** Events that were given up: too many waited, or the receiver would not take them. */
    public final LongAdder lost = new LongAdder();
    /** Posts of events that got an answer or none. */
    public final LongAdder posts = new LongAdder();
    /** How long they took together, in milliseconds. */
    public final LongAdder postMillis = new LongAdder();
    /** Those of them that failed. */
    public final LongAdder postFailures = new LongAdder();
    /** Questions before something is published. */
    public final LongAdder questions = new LongAdder();
    /** How long they took together, in milliseconds. */
    public final LongAdder questionMillis = new LongAdder();
    /** Those of them that got no answer that makes sense. */
    public final LongAdder questionFailures = new LongAdder();
}
