package dev.roomcast.room;

import java.util.concurrent.atomic.LongAdder;

/** What a node counts in its rooms. */
public final class Counters {
    /** Members, those away included. */
    public final LongAdder members = new LongAdder();
    /** Those of them who are away. */
    public final LongAdder away = new LongAdder();
    /** Their users, once in each room. Of a room on many nodes each counts those for whom it speaks. */
    public final LongAdder users = new LongAdder();
    /** Rooms with members. */
    public final LongAdder rooms = new LongAdder();
    /** Sessions with which a client came back as the member it was. */
    public final LongAdder resumed = new LongAdder();
    /** Sessions that were not held any more. */
    public final LongAdder unresumed = new LongAdder();
    /** Recoveries that gave everything. */
    public final LongAdder recovered = new LongAdder();
    /** Recoveries that could not. */
    public final LongAdder unrecovered = new LongAdder();
}
