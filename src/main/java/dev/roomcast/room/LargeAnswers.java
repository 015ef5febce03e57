package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.Frame;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the memory of large answers that are on their way to members of all rooms. Where it is used up, questions wait
 * for their turn. Thread: any.
 */
public final class LargeAnswers {

    /** Smaller answers are not counted, in bytes. */
    static final int LARGE = 64 << 10;

    /** The part for publications that answers share, of the memory of the answers themselves. */
    private static final int SHARED_PART = 4;

    private final MemoryPart memory;
    private final MemoryPart shared;
    private final Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();
    /** Calls of {@link #takeTurns()} that are not done. */
    private final AtomicInteger turns = new AtomicInteger();

    LargeAnswers(long maxBytes) {
        this.memory = new MemoryPart(maxBytes);
        this.shared = new MemoryPart(maxBytes / SHARED_PART);
    }

    /** A large answer from its making until the network has taken it. Thread: any. */
    public final class Answer {
        private final Frame frame;
        private final AtomicBoolean done = new AtomicBoolean();

        private Answer(Frame frame) {
            this.frame = frame;
        }

        /** Whether a frame is this answer. */
        public boolean is(Frame other) {
            return frame == other;
        }

        /** Gives its memory back; calls after the first one have no effect. */
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

    /** The memory of the answers. */
    public MemoryPart memory() {
        return memory;
    }

    /** The memory of encoded publications that answers share. */
    public MemoryPart shared() {
        return shared;
    }

    /** Whether questions wait for their turn. */
    public boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Whether another large answer may be made. */
    boolean hasPlace() {
        long used = memory.used();
        return used == 0 || used < memory.limit();
    }

    /** Counts an answer that was made. */
    Answer begin(Frame frame) {
        memory.add(frame.length());
        return new Answer(frame);
    }

    /** Counts an answer that will be made. */
    void reserve(long bytes) {
        memory.add(bytes);
    }

    /** Gives back the bytes of {@link #reserve}. */
    void release(long bytes) {
        memory.add(-bytes);
        takeTurns();
    }

    /**
     * Queues a task until memory is free.
     *
     * @param task checks {@link #hasPlace()} again; throws nothing
     * @param isFirst whether it has waited before, and waits in front of the others
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
            return; // it is being done, maybe by a caller of this method
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
