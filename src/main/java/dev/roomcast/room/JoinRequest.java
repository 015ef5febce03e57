package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.JoinTerms;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The join request of a connection. It queues the connection's commands until the connection is a member. Thread: the
 * room's serial executor.
 */
public final class JoinRequest {

    private final Room room;
    private final Subscriber subscriber;
    /** The connect command; null at level 0. */
    private final Command.@Nullable Connect command;

    private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    private boolean settled;
    private boolean closed;
    private long reserved;
    private long heldBytes;
    private boolean watches;

    JoinRequest(Room room, Subscriber subscriber, Command.Connect command) {
        this.room = room;
        this.subscriber = subscriber;
        this.command = command;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    Command.@Nullable Connect command() {
        return command;
    }

    public boolean isPlain() {
        return command == null;
    }

    /** Returns the user; null where the server generates a name. */
    public @Nullable String user() {
        return subscriber.user();
    }

    /** Returns the session secret to resume; null: none. */
    public @Nullable String session() {
        return command == null ? null : command.session();
    }

    /** Returns the terms for joining as a new member. */
    public JoinTerms terms() {
        return command == null ? JoinTerms.NONE : command.terms();
    }

    /** Returns the role of the new member: the requested one, limited by the rights; null: none. */
    public @Nullable GameRole game() {
        GameRole requested = room.type().games().enabled() ? terms().game() : null;
        return requested == GameRole.PLAY && (watches || !subscriber.rights().play()) ? GameRole.WATCH : requested;
    }

    /** Changes the requested role to watcher. */
    void watch() {
        watches = true;
    }

    /** Returns the info that other members see; null: none. */
    public @Nullable RawJson info() {
        return subscriber.info() != null || command == null ? subscriber.info() : command.info();
    }

    /** Returns whether the connection was closed before it became a member. */
    boolean isClosed() {
        return closed;
    }

    boolean isSettled() {
        return settled;
    }

    /** Reserves memory for the welcome until the request is settled or closed. */
    void reserve(long bytes) {
        reserved = bytes;
        room.answersMemory().reserve(bytes);
    }

    private void giveBack() {
        long bytes = reserved;
        reserved = 0;
        if (bytes > 0) {
            room.answersMemory().release(bytes);
        }
    }

    void onClosed() {
        closed = true;
        giveBack();
        drop();
    }

    /**
     * Queues a task of the connection until it is a member. A connection with too many queued bytes is closed.
     *
     * @param bytes the memory of the task
     */
    void defer(Runnable task, int bytes) {
        if (closed) {
            return;
        }
        waiting.add(task);
        heldBytes += bytes;
        if (heldBytes > room.maxHeldBytes()) {
            drop();
            subscriber.disconnect(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
        } else {
            subscriber.held(heldBytes);
        }
    }

    private void drop() {
        waiting.clear();
        heldBytes = 0;
        subscriber.held(0);
    }

    private void runHeld() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        drop();
    }

    /** Refuses the request and closes its connection. */
    public void onRefused(CloseCode code) {
        onRefused(Disconnect.of(code));
    }

    /** Refuses the request and closes its connection with the given reason. */
    void onRefused(Disconnect disconnect) {
        settled = true;
        giveBack();
        drop();
        room.onJoinSettled(this);
        if (!closed) {
            subscriber.disconnect(disconnect);
        }
    }

    /** Completes the request: sends the welcome and runs the queued commands. */
    void onJoined(Member member, boolean resumed) {
        settled = true;
        room.onJoinSettled(this);
        if (closed) {
            room.onConnectionLost(member, isPlain(), "left");
            return;
        }
        try {
            room.welcome(this, member, resumed);
            giveBack();
            if (heldBytes > 0) {
                runHeld();
            }
        } catch (Throwable e) {
            giveBack();
            drop();
            subscriber.disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
            throw e;
        }
    }
}
