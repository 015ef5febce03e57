package dev.roomcast.room;

import java.util.concurrent.atomic.LongAdder;

/** What a node counts in its rooms. */
public final class Counters {
    /** Members, those away included. */
    public final LongAdder members = new LongAdder();
    /** Rooms with members. */
    public final LongAdder rooms = new LongAdder();
    /** Recoveries that gave everything. */
    public final LongAdder recovered = new LongAdder();
    /** Recoveries that could not. */
    public final LongAdder unrecovered = new LongAdder();
}
