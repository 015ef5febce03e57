package dev.roomcast.hub;

import dev.roomcast.concurrent.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connections of one event loop: sweeps them periodically, pauses reading while the node is congested, and closes
 * those with the most memory. Thread: event loop, except where a method says otherwise.
 */
final class LoopConnections {

    private final Hub hub;
    private final LoopDispatcher loop;
    private final List<Connection> connections = new ArrayList<>();
    private Set<Connection> paused = new LinkedHashSet<>();
    private boolean sweeping;

    /** The time of the next sweep, by {@link Clock#monotonicMillis()}. */
    private long dueAt;

    private final AtomicBoolean closingScheduled = new AtomicBoolean();
    private volatile boolean hasPaused;
    private volatile long lagMillis;
    private volatile long outboxBytes;

    LoopConnections(Hub hub, LoopDispatcher loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Stops reading from a connection until the node is no longer congested. */
    void pause(Connection connection) {
        if (paused.add(connection)) {
            hasPaused = true;
            hub.counters().pauses.increment();
            connection.inbound().pause().setCongested(true);
        }
    }

    /** Returns whether reading is paused for connections of this loop. Thread: any. */
    boolean hasPaused() {
        return hasPaused;
    }

    /** Resumes reading on all loops if the node is no longer congested. */
    void resume() {
        if (!hub.isCongested()) {
            resumeOwn();
            hub.resumeOthers(loop);
        }
    }

    void resumeLater() {
        try {
            loop.execute(this::resumeOwn);
        } catch (Throwable e) {
            hub.failed(e); // the next sweep tries again
        }
    }

    private void resumeOwn() {
        if (paused.isEmpty() || hub.isCongested()) {
            return;
        }
        hasPaused = false;
        Set<Connection> waiting = paused;
        paused = new LinkedHashSet<>(); // connections that pause again during the loop below
        for (Connection connection : waiting) {
            try {
                connection.inbound().pause().setCongested(false);
            } catch (Throwable e) {
                connection.closeAfterFailure(e);
            }
        }
    }

    /** Closes all connections with a large outbox, because memory is scarce. */
    void closeSlowConsumers() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                connections.get(i).closeIfSlow();
            }
        }
    }

    /** Schedules the closing of the connections that hold the most input memory. Thread: any. */
    void closeLargestInputsLater() {
        if (closingScheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::closeLargestInputs);
            } catch (Throwable e) {
                closingScheduled.set(false);
                hub.failed(e);
            }
        }
    }

    private void closeLargestInputs() {
        closingScheduled.set(false);
        long now = hub.clock().monotonicMillis();
        List<Connection> holders = new ArrayList<>(connections);
        long fairShare = hub.input().limit() / Math.max(1, hub.admission().connections());
        // Another loop may hold the excess: connections with little input stay open.
        holders.removeIf(each -> each.inbound().input().size() <= fairShare / 2);
        holders.sort(Comparator.comparingDouble(each -> -each.inbound().input().weight(now)));
        for (int i = 0; i < holders.size() && hub.input().isAlmostExceeded(); i++) {
            hub.input().countExceeded();
            holders.get(i).inbound().closeForMemory();
        }
    }

    /**
     * Runs a task for the open connections that match, on the event loop. Thread: any.
     *
     * @return the number of matching connections; always completes
     */
    CompletionStage<Integer> forEach(Predicate<Connection> which, Consumer<Connection> task) {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        try {
            loop.executeUnguarded(() -> count.complete(forEachHere(which, task)));
        } catch (RejectedExecutionException e) {
            count.complete(0); // The loop has ended, and so have its connections.
        }
        return count;
    }

    private int forEachHere(Predicate<Connection> which, Consumer<Connection> task) {
        int count = 0;
        for (Connection each : List.copyOf(connections)) {
            try {
                if (each.isOpen() && which.test(each)) {
                    count++;
                    task.accept(each);
                }
            } catch (Throwable e) {
                hub.failed(e);
            }
        }
        return count;
    }

    void add(Connection connection) {
        connection.index = connections.size();
        connections.add(connection);
        if (!sweeping) {
            sweeping = true;
            sweepLater();
        }
    }

    void remove(Connection connection) {
        Connection last = connections.remove(connections.size() - 1);
        if (last != connection) {
            last.index = connection.index;
            connections.set(connection.index, last);
        }
        paused.remove(connection);
    }

    private void sweepLater() {
        Clock clock = hub.clock();
        dueAt = clock.monotonicMillis() + hub.sweepInterval();
        clock.schedule(hub.sweepInterval(), this::executeSweep);
    }

    /** Schedules the next sweep again if the loop rejects the task; an ended event loop rejects all tasks. */
    private void executeSweep() {
        try {
            loop.execute(this::sweep);
        } catch (RejectedExecutionException e) {
            hub.failed(e);
        } catch (Throwable e) {
            hub.failed(e);
            sweepLater();
        }
    }

    /** Returns the delay of the last sweep, in milliseconds. Thread: any. */
    long lagMillis() {
        return lagMillis;
    }

    /** Returns the bytes in the outboxes as of the last sweep. Thread: any. */
    long outboxBytes() {
        return outboxBytes;
    }

    /** Checks all connections. All of them share one timer, which stops with the last connection. */
    private void sweep() {
        long now = hub.clock().monotonicMillis();
        lagMillis = Math.max(0, now - dueAt);
        long bytes = 0;
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                bytes += check(connections.get(i), now);
            }
        }
        outboxBytes = bytes;
        loop.onSweep();
        resume();
        sweeping = !connections.isEmpty();
        if (sweeping) {
            sweepLater();
        }
    }

    /** @return the bytes in the connection's outbox */
    private static long check(Connection connection, long now) {
        try {
            long pending = connection.transport().pending();
            connection.check(now);
            return pending;
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
            return 0;
        }
    }
}
