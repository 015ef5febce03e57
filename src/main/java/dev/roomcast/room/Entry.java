package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A connection on its way to a seat. What it says meanwhile waits here, in its order. Only the room's line of work
 * touches it.
 */
public final class Entry {

    private final Room room;
    private final Outlet outlet;
    /** Null for a plain one. */
    private final Command.Connect command;

    private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    private boolean settled;
    private boolean gone;

    Entry(Room room, Outlet outlet, Command.Connect command) {
        this.room = room;
        this.outlet = outlet;
        this.command = command;
    }

    public Outlet outlet() {
        return outlet;
    }

    Command.Connect command() {
        return command;
    }

    public boolean isPlain() {
        return command == null;
    }

    /** Who it is; null where the server makes a name up. */
    public String user() {
        return outlet.user();
    }

    /** The secret of the member that it was; null: it says nothing of that. */
    public String session() {
        return command == null ? null : command.session();
    }

    /** What others see of it; null where nothing was said. */
    public RawJson info() {
        return outlet.info() != null || command == null ? outlet.info() : command.info();
    }

    /** Whether its connection was closed before it got a seat. */
    boolean isGone() {
        return gone;
    }

    boolean isSettled() {
        return settled;
    }

    void gone() {
        gone = true;
        waiting.clear();
    }

    void hold(Runnable said) {
        waiting.add(said);
    }

    /** There is no seat for it. */
    public void refused(CloseCode why) {
        settled = true;
        room.settled(this);
        if (!gone) {
            outlet.goodbye(Goodbye.of(why));
        }
    }

    /** It has a seat: it is told so, and what it said meanwhile is heard. */
    void seated(Member member, boolean resumed) {
        settled = true;
        room.settled(this);
        if (gone) {
            room.gone(member, isPlain(), "left");
            return;
        }
        room.welcome(this, member, resumed);
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
