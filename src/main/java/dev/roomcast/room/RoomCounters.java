package dev.roomcast.room;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the rooms of a node. */
public final class RoomCounters {
    /** Owned members, including those away. */
    public final LongAdder members = new LongAdder();
    /** Owned members that are away. */
    public final LongAdder away = new LongAdder();
    /** Users of owned members, counted once per room. */
    public final LongAdder users = new LongAdder();
    /** Owned players, including those away. */
    public final LongAdder players = new LongAdder();
    /** Owned watchers, including those away. */
    public final LongAdder watchers = new LongAdder();
    /** Publications of this node that were refused because of a conflict in the shared state. */
    public final LongAdder stateConflicts = new LongAdder();
    /** Changes of the host in rooms of this node. */
    public final LongAdder hostChanges = new LongAdder();
    /** Histories that were dropped because all histories exceeded their memory. */
    public final LongAdder historiesEvicted = new LongAdder();
    /** Rooms without connections that were dropped because the node had too many rooms. */
    public final LongAdder roomsEvicted = new LongAdder();
    /** Rooms with members. */
    public final LongAdder rooms = new LongAdder();
    /** Sessions that were resumed. */
    public final LongAdder resumed = new LongAdder();
    /** Attempts to resume an expired session. */
    public final LongAdder unresumed = new LongAdder();
    /** Resumes that recovered all missed publications. */
    public final LongAdder recovered = new LongAdder();
    /** Resumes that could not recover all missed publications. */
    public final LongAdder unrecovered = new LongAdder();
}
