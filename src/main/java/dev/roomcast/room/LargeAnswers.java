package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.Frame;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the memory of pending large answers in all rooms. When it is used up, requests wait for their turn. Thread:
 * any.
 */
public final class LargeAnswers {

    /** The smallest answer that is counted, in bytes. */
    static final int LARGE = 64 << 10;

    /** The divisor that yields the memory of shared publications from that of the answers. */
    private static final int SHARED_PART = 4;

    private final MemoryPart memory;
    private final MemoryPart shared;
    private final Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();
    /** The number of unfinished calls of {@link #takeTurns()}. */
    private final AtomicInteger turns = new AtomicInteger();

    LargeAnswers(long maxBytes) {
        this.memory = new MemoryPart(maxBytes);
        this.shared = new MemoryPart(maxBytes / SHARED_PART);
    }

    /** A large answer, from its encoding until the network has taken it. Thread: any. */
    public final class Answer {
        private final Frame frame;
        private final AtomicBoolean done = new AtomicBoolean();

        private Answer(Frame frame) {
            this.frame = frame;
        }

        /** Returns whether a frame is this answer. */
        public boolean is(Frame other) {
            return frame == other;
        }

        /** Releases the memory; later calls have no effect. */
        public void done() {
            if (done.compareAndSet(false, true)) {
                release(frame.length());
            }
        }
    }

    /** @return the bytes in use */
    public long used() {
        return memory.used();
    }

    /** Returns the memory of the answers. */
    public MemoryPart memory() {
        return memory;
    }

    /** Returns the memory of encoded publications that answers share. */
    public MemoryPart shared() {
        return shared;
    }

    /** Returns whether a request waits for its turn. */
    public boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Returns whether another large answer fits into the memory. */
    boolean hasPlace() {
        long used = memory.used();
        return used == 0 || used < memory.limit();
    }

    /** Counts an encoded answer. */
    Answer begin(Frame frame) {
        memory.add(frame.length());
        return new Answer(frame);
    }

    /** Reserves memory for an answer that is not encoded yet. */
    void reserve(long bytes) {
        memory.add(bytes);
    }

    /** Releases the bytes of {@link #reserve}. */
    void release(long bytes) {
        memory.add(-bytes);
        takeTurns();
    }

    /**
     * Queues a task until memory is available.
     *
     * @param task checks {@link #hasPlace()} again; throws nothing
     * @param isFirst whether the task has waited before and precedes the others
     */
    void postpone(Runnable task, boolean isFirst) {
        if (isFirst) {
            waiting.addFirst(task);
        } else {
            waiting.addLast(task);
            memory.countExceeded();
        }
        takeTurns();
    }

    private void takeTurns() {
        if (turns.getAndIncrement() > 0) {
            return; // another call takes the turns, maybe further up the stack
        }
        int done = 1;
        do {
            try {
                takeTurnsNow();
            } catch (Throwable e) {
                turns.set(0); // the next call takes the turns
                throw e;
            }
            done = turns.addAndGet(-done);
        } while (done > 0);
    }

    private void takeTurnsNow() {
        while (hasPlace()) {
            Runnable task = waiting.pollFirst();
            if (task == null) {
                return;
            }
            task.run();
        }
    }
}
