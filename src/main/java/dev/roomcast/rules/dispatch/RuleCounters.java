package dev.roomcast.rules.dispatch;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the rules of this node. */
public final class RuleCounters {

    /** Rules that threw or decided something impossible. */
    public final LongAdder failures = new LongAdder();

    /** Decisions that took too long. */
    public final LongAdder timeouts = new LongAdder();

    /** Decisions for which there was no thread. */
    public final LongAdder overloads = new LongAdder();

    /** Effects that were not done. */
    public final LongAdder dropped = new LongAdder();
}
