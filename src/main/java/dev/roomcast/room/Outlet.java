package dev.roomcast.room;

import dev.roomcast.protocol.RawJson;

/** A connection, as its room sees it. */
public interface Outlet {

    /** Whether it is at level 0: it gets what members say, and nothing of the server's own. */
    boolean isPlain();

    /** Whether it wants its own publications at level 0 and its own binary messages. */
    boolean wantsEcho();

    /** Who it is; null where the server makes a name up. */
    String user();

    /** What the others are to see of it, where that was proven; null: what it says itself. */
    RawJson info();

    /** What it may do here. */
    Rights rights();

    /** Ends the connection. Any thread may call. */
    void goodbye(Goodbye goodbye);

    /** The member that it speaks for, or null. Only the room's line of work asks. */
    Member member();

    /** Says for whom it speaks from now on; null for nobody. Only the room's line of work calls. */
    void member(Member member);
}
