package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Goodbye;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One event loop and the connections that live on it. What rooms say gathers in their {@link Section sections} while
 * the loop works; then one task delivers all of it, and each connection is flushed once, with its section.
 */
final class Loop {

    /** One pass in so many is timed. */
    private static final int TIMED = 16;

    private final Hub hub;
    private final Executor executor;

    /** Sections in which something waits; guarded by itself. */
    private List<Section> ready = new ArrayList<>();

    private List<Section> spare = new ArrayList<>();
    /** What takes the place of the next section's inbox; null: a new one does. */
    private List<Object> emptied;

    private final Delivery delivery;
    private final List<Connection> unflushed = new ArrayList<>();
    private boolean flushing;
    private final List<Connection> paused = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private boolean sweeping;
    private int passes;

    /** When the next look is due. */
    private long due;

    private volatile long lag;
    private volatile long outboxBytes;

    Loop(Hub hub, Executor executor) {
        this.hub = hub;
        this.executor = executor;
        this.delivery = new Delivery(hub, this);
    }

    void execute(Runnable task) {
        executor.execute(hub.guarded(task));
    }

    /** Something waits in a section in which nothing waited. Any thread. */
    void wake(Section section) {
        boolean first;
        synchronized (this) {
            first = ready.isEmpty();
            ready.add(section);
        }
        if (first) {
            execute(this::deliver);
        }
    }

    /** One pass in many is timed: what a pass takes on average comes out as well. */
    private void deliver() {
        if (++passes % TIMED != 0) {
            deliverAll();
            return;
        }
        long start = hub.clock().now();
        deliverAll();
        hub.passed(hub.clock().now() - start);
    }

    private void deliverAll() {
        List<Section> now;
        synchronized (this) {
            now = ready;
            ready = spare;
            spare = now;
        }
        flushing = true;
        for (int i = 0; i < now.size(); i++) {
            int waiting = unflushed.size();
            deliver(now.get(i));
            flush(waiting);
        }
        now.clear();
        flushAll();
        resume();
    }

    private void deliver(Section section) {
        List<Object> inbox = emptied;
        emptied = null; // what fails is not used again
        try {
            emptied = section.deliver(delivery, inbox == null ? new ArrayList<>() : inbox);
        } catch (Throwable e) {
            hub.failed(e);
        } finally {
            delivery.end();
        }
    }

    /** The connection was written to; it is flushed with its section, or when the loop has done what it is at. */
    void flushLater(Connection connection) {
        unflushed.add(connection);
        if (!flushing && unflushed.size() == 1) {
            flushing = true;
            execute(this::flushAll);
        }
    }

    private void flushAll() {
        flushing = false;
        flush(0);
    }

    /** @param first how many of those who were written to before wait on */
    private void flush(int first) {
        for (int i = first; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        while (unflushed.size() > first) {
            unflushed.remove(unflushed.size() - 1);
        }
    }

    /** Nothing is read from it until less waits inside the node. */
    void pause(Connection connection) {
        connection.reception().congested(true);
        paused.add(connection);
    }

    private void resume() {
        if (!paused.isEmpty() && !hub.isCongested()) {
            paused.forEach(connection -> connection.reception().congested(false));
            paused.clear();
        }
    }

    /** Memory is scarce: those go for whom much of it waits, all at once, so that it is not scarce for the others. */
    void relieve() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                connections.get(i).relieve();
            }
        }
    }

    /** Closes every connection of a user. @return how many it were */
    CompletionStage<Integer> disconnect(String user) {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        execute(() -> {
            List<Connection> theirs = connections.stream()
                    .filter(each -> each.isOpen() && user.equals(each.user()))
                    .toList();
            theirs.forEach(each -> each.close(Goodbye.of(CloseCode.CLOSED_BY_OPERATOR)));
            count.complete(theirs.size());
        });
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
        due = clock.now() + hub.sweepInterval();
        clock.after(hub.sweepInterval(), hub.guarded(() -> execute(this::sweep))); // the loop may have ended by then
    }

    /** How late the last look was, in milliseconds. Any thread. */
    long lag() {
        return lag;
    }

    /** What waited for its connections at the last look, in bytes. Any thread. */
    long outboxBytes() {
        return outboxBytes;
    }

    /** Looks after connections that do nothing; there is one timer for all. It ends with the last connection. */
    private void sweep() {
        long now = hub.clock().now();
        lag = Math.max(0, now - due);
        long bytes = 0;
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                bytes += connections.get(i).transport().pending();
                connections.get(i).check(now);
            }
        }
        outboxBytes = bytes;
        resume();
        sweeping = !connections.isEmpty();
        if (sweeping) {
            sweepLater();
        }
    }
}
