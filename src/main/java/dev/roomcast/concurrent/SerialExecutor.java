package dev.roomcast.concurrent;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs tasks one after another, in the order of submission, without blocking a thread. If the executor is idle, the caller
 * runs its task immediately; otherwise it enqueues the task and returns.
 *
 * <p>Thread: any.
 */
public final class SerialExecutor {

    /** The maximum number of other callers' tasks that a caller runs before it passes the rest to {@code later}. */
    private static final int FAIR_SHARE = 256;

    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Executor later;
    private final Consumer<Throwable> failed;

    /**
     * @param later continues a queue that does not become empty
     * @param failed receives the exceptions of tasks; the next task runs
     */
    public SerialExecutor(Executor later, Consumer<Throwable> failed) {
        this.later = later;
        this.failed = failed;
    }

    /** Runs a task after all tasks submitted before it. */
    public void execute(Runnable task) {
        if (waiting.get() == 0 && waiting.compareAndSet(0, 1)) {
            if (!queue.isEmpty()) {
                addCounted(task); // behind a task that is enqueued but not counted yet: it may be the caller's own
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

    /** Adds a task that is already counted; reverses the count if the queue fails. */
    private void addCounted(Runnable task) {
        try {
            queue.add(task);
        } catch (Throwable e) {
            if (waiting.decrementAndGet() != 0) {
                drain();
            }
            throw e;
        }
    }

    /**
     * Runs a task after all tasks submitted before it.
     *
     * @return the result of the task; fails with its exception, which {@code failed} receives, too
     */
    public <T> CompletionStage<T> submit(Supplier<T> task) {
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
        while (true) {
            for (int i = 0; i < FAIR_SHARE; i++) {
                run(queue.remove());
                if (waiting.decrementAndGet() == 0) {
                    return;
                }
            }
            try {
                later.execute(this::drain);
                return;
            } catch (Throwable e) {
                report(e); // no other thread runs the tasks, so this one continues
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    private void report(Throwable error) {
        try {
            failed.accept(error);
        } catch (Throwable e) {
            // The tasks continue even if the report itself runs out of memory.
        }
    }
}
