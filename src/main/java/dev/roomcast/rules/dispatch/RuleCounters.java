package dev.roomcast.rules.dispatch;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the rules of this node. */
public final class RuleCounters {

    /** Rules that threw an exception or made an invalid decision. */
    public final LongAdder failures = new LongAdder();

    /** Decisions that timed out. */
    public final LongAdder timeouts = new LongAdder();

    /** Decisions that were refused because no thread was available. */
    public final LongAdder overloads = new LongAdder();

    /** Effects that were dropped. */
    public final LongAdder dropped = new LongAdder();
}
