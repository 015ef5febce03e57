package dev.roomcast.match;

import java.util.concurrent.atomic.LongAdder;

/** Counts what matchmaking does in one mode. Thread: any. */
public final class MatchCounters {

    /** Tickets of this node that wait. */
    public final LongAdder tickets = new LongAdder();
    /** Players of these tickets. */
    public final LongAdder players = new LongAdder();
    /** Matches that this node announced. */
    public final LongAdder matches = new LongAdder();
    /** Players of these matches. */
    public final LongAdder matched = new LongAdder();
    /** How long these players waited together, in milliseconds. */
    public final LongAdder waitMillis = new LongAdder();
    /** Tickets of this node that ended without a match in time. */
    public final LongAdder timeouts = new LongAdder();
}
