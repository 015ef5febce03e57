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
 * The script calls in flight on one connection, in their order. If the server has forgotten the scripts, they are
 * loaded again before it runs another one. Thread: the event loop of its link.
 */
final class ScriptPipeline {

    /** The maximum number of background calls in flight. */
    private static final int BACKGROUND = 64;

    /** The maximum number of attempts for a call whose script the server does not know. */
    private static final int ATTEMPTS = 3;

    /** A connection that answers requests in order. */
    interface Requests {
        Future<Response> send(Request request);
    }

    /** Receives the outcome of calls. */
    interface Listener {
        /** A call has ended. @param done whether the server executed it */
        void settled(ScriptCall call, boolean done);

        /** The server refused a call. */
        void refused(ScriptCall call, Throwable error);
    }

    private final boolean isCluster;
    private final Listener listener;
    private final Consumer<Throwable> failed;
    private final Set<ScriptCall> unanswered = new LinkedHashSet<>();
    /** Background calls that wait until others are answered. */
    private final Queue<ScriptCall> backlog = new ArrayDeque<>(0);

    private int background;
    /** The connection; null: none. */
    private @Nullable Requests connection;

    private int inFlight;
    /** Whether the server has forgotten a script: nothing is sent until all calls in flight are answered. */
    private boolean forgotten;
    /** The calls that the server therefore did not run, and the calls behind them. */
    private final Queue<ScriptCall> again = new ArrayDeque<>(0);

    private final Queue<ScriptCall> held = new ArrayDeque<>(0);

    /** @param failed receives the exceptions of receivers of answers */
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

    /** Fails all calls, because the connection has ended. */
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

    /** Sends a call after all earlier ones. */
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

    /** Sends a call when a connection exists and few calls of its kind are in flight. */
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
        // Another node has loaded the script in the meantime: the earlier calls must not run after this one.
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
