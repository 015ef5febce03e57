package dev.roomcast.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One event loop. {@link RoomShard Shards} collect messages of rooms; one task delivers the mailboxes of all shards,
 * and flushes each connection once, with its shard.
 */
final class LoopDispatcher {

    /** One in this many passes is timed. */
    private static final int TIMED = 16;

    private final Hub hub;
    private final Executor executor;

    /** Shards with a filled mailbox; guarded by this. */
    private List<RoomShard> ready = new ArrayList<>();

    private List<RoomShard> spare = new ArrayList<>();
    /** Whether a delivery task is scheduled; guarded by this. */
    private boolean woken;
    /** An empty list for the mailbox of the next shard; null: allocate a new one. */
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

    /** Returns the large answers that the transports have not written yet. */
    AnswersUnderWay answers() {
        return answers;
    }

    void execute(Runnable task) {
        executor.execute(hub.guarded(task));
    }

    /** Runs a task that handles its own exceptions. */
    void executeUnguarded(Runnable task) {
        executor.execute(task);
    }

    /**
     * Schedules the delivery of a shard's mailbox. If the loop rejects the task, the next call or sweep tries again.
     * Thread: any.
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

    /** Repeats a rejected wake-up, and checks the pending large answers. */
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

    /** Delivers all filled mailboxes; times one pass in many, which suffices for an average. */
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
        recycled = null; // the list of a failed delivery is not reused
        try {
            recycled = shard.deliver(writer, mailbox == null ? new ArrayList<>() : mailbox);
        } catch (Throwable e) {
            hub.failed(e);
        }
    }

    /** Marks a connection for a flush, with its shard or at the end of the current task. */
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

    /** @param first the number of earlier connections that remain unflushed */
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
