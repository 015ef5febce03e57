package dev.roomcast.room;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the rooms of a node. */
public final class RoomCounters {
    /** Members, those away included. */
    public final LongAdder members = new LongAdder();
    /** Members who are away. */
    public final LongAdder away = new LongAdder();
    /** Users of owned members, once in each room. */
    public final LongAdder users = new LongAdder();
    /** Owned players, including those away. */
    public final LongAdder players = new LongAdder();
    /** Owned watchers, including those away. */
    public final LongAdder watchers = new LongAdder();
    /** Publications of this node that were refused because of a conflict in the shared state. */
    public final LongAdder stateConflicts = new LongAdder();
    /** How often a room of this node got another host. */
    public final LongAdder hostChanges = new LongAdder();
    /** Histories that were forgotten because the memory of all histories was used up. */
    public final LongAdder historiesEvicted = new LongAdder();
    /** Rooms without connections that were forgotten because the node had too many. */
    public final LongAdder roomsEvicted = new LongAdder();
    /** Rooms with members. */
    public final LongAdder rooms = new LongAdder();
    /** Sessions that were resumed. */
    public final LongAdder resumed = new LongAdder();
    /** Sessions that had expired. */
    public final LongAdder unresumed = new LongAdder();
    /** Recoveries that gave everything. */
    public final LongAdder recovered = new LongAdder();
    /** Recoveries that could not. */
    public final LongAdder unrecovered = new LongAdder();
}
