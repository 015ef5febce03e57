package dev.roomcast.match;

import java.util.concurrent.atomic.LongAdder;

/** Counters of matchmaking in one mode. Thread: any. */
public final class MatchCounters {

    /** Waiting tickets of this node. */
    public final LongAdder tickets = new LongAdder();
    /** Players of these tickets. */
    public final LongAdder players = new LongAdder();
    /** Matches announced by this node. */
    public final LongAdder matches = new LongAdder();
    /** Players of these matches. */
    public final LongAdder matched = new LongAdder();
    /** Total waiting time of these players, in milliseconds. */
    public final LongAdder waitMillis = new LongAdder();
    /** Tickets of this node that timed out without a match. */
    public final LongAdder timeouts = new LongAdder();
}
