package dev.roomcast.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One event loop. Messages of rooms gather in its {@link RoomShard shards}; one task delivers all of them, and each
 * connection is flushed once, with its shard.
 */
final class LoopDispatcher {

    /** One pass in so many is timed. */
    private static final int TIMED = 16;

    private final Hub hub;
    private final Executor executor;

    /** Sections in which something waits; guarded by itself. */
    private List<RoomShard> ready = new ArrayList<>();

    private List<RoomShard> spare = new ArrayList<>();
    /** Whether a task is on its way that delivers them; guarded by this. */
    private boolean woken;
    /** The inbox that replaces the one of the next shard; null: a new one is made. */
    private @Nullable List<Object> recycled;

    private final ShardWriter writer;
    private final AnswersUnderWay answers;
    private final List<Outbox> unflushed = new ArrayList<>();
    private boolean flushing;
    private final LoopConnections connections;
    private int passes;

    LoopDispatcher(Hub hub, Executor executor) {
        this.hub = hub;
        this.executor = executor;
        this.writer = new ShardWriter(hub, this);
        this.answers = new AnswersUnderWay(hub, this);
        this.connections = new LoopConnections(hub, this);
    }

    LoopConnections connections() {
        return connections;
    }

    /** The large answers that the transports have not written yet. */
    AnswersUnderWay answers() {
        return answers;
    }

    void execute(Runnable task) {
        executor.execute(hub.guarded(task));
    }

    /** Runs a task that handles its own failures. */
    void executeUnguarded(Runnable task) {
        executor.execute(task);
    }

    /**
     * Delivers the inbox of a shard soon. If the loop does not take the task, the next call or the next sweep tries
     * again. Thread: any.
     */
    void wake(RoomShard shard) {
        boolean first;
        synchronized (this) {
            ready.add(shard);
            first = !woken;
            woken = true;
        }
        if (first) {
            executeDelivery();
        }
    }

    private void executeDelivery() {
        try {
            execute(this::deliver);
        } catch (Throwable e) {
            synchronized (this) {
                woken = false;
            }
            hub.failed(e);
        }
    }

    /** Repeats a wake-up that the loop did not take, and checks the large answers on their way. */
    void onSweep() {
        answers.check();
        synchronized (this) {
            if (woken || ready.isEmpty()) {
                return;
            }
            woken = true;
        }
        executeDelivery();
    }

    /** Times one pass in many, which suffices for an average. */
    private void deliver() {
        if (++passes % TIMED != 0) {
            deliverAll();
            return;
        }
        long start = hub.clock().monotonicMillis();
        deliverAll();
        hub.countPass(hub.clock().monotonicMillis() - start);
    }

    private void deliverAll() {
        List<RoomShard> now;
        synchronized (this) {
            now = ready;
            ready = spare;
            spare = now;
            woken = false;
        }
        flushing = true;
        for (int i = 0; i < now.size(); i++) {
            int waiting = unflushed.size();
            deliver(now.get(i));
            flush(waiting);
        }
        now.clear();
        flushAll();
        answers.check();
        connections.resume();
    }

    private void deliver(RoomShard shard) {
        List<Object> mailbox = recycled;
        recycled = null; // what fails is not used again
        try {
            recycled = shard.deliver(writer, mailbox == null ? new ArrayList<>() : mailbox);
        } catch (Throwable e) {
            hub.failed(e);
        }
    }

    /** The connection was written to; it is flushed with its section, or when the loop has done what it is at. */
    void flushLater(Outbox connection) {
        unflushed.add(connection);
        if (!flushing) {
            execute(this::flushAll);
            flushing = true;
        }
    }

    private void flushAll() {
        flushing = false;
        flush(0);
    }

    /** @param first the number of earlier connections that stay unflushed */
    private void flush(int first) {
        for (int i = first; i < unflushed.size(); i++) {
            Outbox each = unflushed.get(i);
            try {
                each.flush();
            } catch (Throwable e) {
                each.closeAfterFailure(e);
            }
        }
        while (unflushed.size() > first) {
            unflushed.remove(unflushed.size() - 1);
        }
    }
}
