package dev.roomcast.redis.client;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that are under way on one connection, in their order. A server that has forgotten them gets them again
 * before it runs any other. Only the event loop of its link calls it.
 */
final class ScriptPipeline {

    /** So many calls that may wait are under way at once. */
    private static final int BACKGROUND = 64;

    /** So often a call is sent again because the server does not know its script. */
    private static final int ATTEMPTS = 3;

    /** A connection that answers requests in their order. */
    interface Requests {
        Future<Response> send(Request request);
    }

    /** Learns what becomes of calls. */
    interface Listener {
        /** The call is over, in either way. */
        void settled(ScriptCall call, boolean done);

        /** The server refused a call. */
        void refused(ScriptCall call, Throwable error);
    }

    private final boolean isCluster;
    private final Listener listener;
    private final Consumer<Throwable> failed;
    private final Set<ScriptCall> unanswered = new LinkedHashSet<>();
    /** Calls that wait until others are answered. */
    private final Queue<ScriptCall> backlog = new ArrayDeque<>(0);

    private int background;
    /** Null: there is no connection. */
    private @Nullable Requests connection;

    private int inFlight;
    /** The server has forgotten a script: nothing is sent until all calls under way are answered. */
    private boolean forgotten;
    /** The calls that it did not run therefore, and those that wait behind them. */
    private final Queue<ScriptCall> again = new ArrayDeque<>(0);

    private final Queue<ScriptCall> held = new ArrayDeque<>(0);

    /** @param failed receives the errors of receivers of answers */
    ScriptPipeline(boolean isCluster, Listener listener, Consumer<Throwable> failed) {
        this.isCluster = isCluster;
        this.listener = listener;
        this.failed = failed;
    }

    void open(Requests connection) {
        this.connection = connection;
        background = 0;
        pump();
    }

    /** The connection is gone: all calls fail. */
    void close() {
        connection = null;
        inFlight = 0;
        forgotten = false;
        again.clear();
        held.clear();
        List<ScriptCall> waiting = List.copyOf(backlog);
        backlog.clear();
        List.copyOf(unanswered).forEach(this::fail);
        waiting.forEach(call -> listener.settled(call, false));
        waiting.forEach(call -> call.failed(failed));
    }

    /** Sends a call behind all others that were sent. */
    void send(ScriptCall call) {
        unanswered.add(call);
        if (connection == null) {
            fail(call);
        } else if (forgotten) {
            held.add(call);
        } else {
            write(call);
        }
    }

    /** Sends a call when few others of its kind are under way, or when there is a connection. */
    void sendLater(ScriptCall call) {
        backlog.add(call);
        pump();
    }

    private void pump() {
        while (connection != null && background < BACKGROUND && !backlog.isEmpty()) {
            background++;
            send(backlog.remove());
        }
    }

    private void write(ScriptCall call) {
        call.prepare();
        Request request = Request.cmd(Command.EVALSHA)
                .arg(call.script().text(isCluster).sha1())
                .arg(call.keys().size());
        call.keys().forEach(request::arg);
        call.arguments().forEach(request::arg);
        Requests used = connection;
        inFlight++;
        used.send(request).onComplete(sent -> {
            if (used != connection) {
                return;
            }
            inFlight--;
            if (sent.succeeded()) {
                succeed(call, sent.result());
            } else if (isUnknown(sent.cause()) && call.attempt() < ATTEMPTS) {
                forgotten = true;
                again.add(call);
            } else {
                listener.refused(call, sent.cause());
                fail(call);
            }
            if (used == connection && forgotten && inFlight == 0) {
                loadScripts();
            }
        });
    }

    private static boolean isUnknown(Throwable error) {
        return String.valueOf(error.getMessage()).startsWith("NOSCRIPT");
    }

    private void succeed(ScriptCall call, Response reply) {
        // Another node taught the script meanwhile: the calls before this one must not be run after it.
        List<ScriptCall> overtaken = List.copyOf(again);
        again.clear();
        overtaken.forEach(this::fail);
        if (remove(call)) {
            listener.settled(call, true);
            call.onReply(reply, failed);
        }
    }

    private void loadScripts() {
        for (Script script : Script.values()) {
            connection.send(load(script, isCluster));
        }
        forgotten = false;
        List<ScriptCall> all = new ArrayList<>(again);
        all.addAll(held);
        again.clear();
        held.clear();
        all.forEach(this::write);
    }

    static Request load(Script script, boolean isCluster) {
        return Request.cmd(Command.SCRIPT)
                .arg("LOAD")
                .arg(script.text(isCluster).bytes());
    }

    private boolean remove(ScriptCall call) {
        boolean removed = unanswered.remove(call);
        if (removed && call.isBackground()) {
            background--;
            pump();
        }
        return removed;
    }

    private void fail(ScriptCall call) {
        if (remove(call)) {
            listener.settled(call, false);
            call.failed(failed);
        }
    }
}
