package dev.roomcast.room;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One line of work: tasks run one after another, in the order in which they came, and nobody waits. Whoever brings a
 * task to an idle line runs it at once; whoever comes meanwhile leaves the task there and goes on.
 */
final class Line {

    /** How many tasks of others a caller runs before it hands the rest on: its own work waits that long. */
    private static final int FAIR_SHARE = 256;

    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Executor later;
    private final Consumer<Throwable> failed;

    /**
     * @param later where to go on with a line that never becomes empty
     * @param failed told of a task that threw; the line goes on
     */
    Line(Executor later, Consumer<Throwable> failed) {
        this.later = later;
        this.failed = failed;
    }

    void execute(Runnable task) {
        if (waiting.get() == 0 && waiting.compareAndSet(0, 1)) {
            if (!queue.isEmpty()) {
                queue.add(task); // behind one that is there and not counted yet: it may be the caller's own
            } else {
                run(task);
                if (waiting.decrementAndGet() == 0) {
                    return;
                }
            }
        } else {
            queue.add(task);
            if (waiting.getAndIncrement() != 0) {
                return;
            }
        }
        drain();
    }

    /** Does something in its turn. @return its result; fails with what it throws, of which the line is told too */
    <T> CompletionStage<T> ask(Supplier<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(task.get());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
                throw e;
            }
        });
        return answer;
    }

    private void drain() {
        for (int i = 0; i < FAIR_SHARE; i++) {
            run(queue.remove());
            if (waiting.decrementAndGet() == 0) {
                return;
            }
        }
        later.execute(this::drain);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed.accept(e);
        }
    }
}
