package dev.roomcast.rules.dispatch;

import dev.roomcast.concurrent.InFlightBudget;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The threads of blocking rules, with a bound of concurrent calls. Thread: any. */
public final class RuleThreads {

    private final Executor workers;
    private final Executor virtual;
    private final InFlightBudget budget;

    /**
     * @param workers executes blocking rules
     * @param virtual executes each rule on a virtual thread of its own
     * @param max the maximum number of concurrent blocking rules
     */
    public RuleThreads(Executor workers, Executor virtual, int max) {
        this.workers = workers;
        this.virtual = virtual;
        this.budget = new InFlightBudget(max, Long.MAX_VALUE);
    }

    /** Executes a task. @return false if no thread is available */
    boolean run(ExecutionMode mode, Runnable task) {
        if (!budget.tryAcquire(0)) {
            return false;
        }
        boolean isTaken = false;
        try {
            (mode == ExecutionMode.VIRTUAL ? virtual : workers).execute(() -> {
                try {
                    task.run();
                } finally {
                    budget.release(0);
                }
            });
            isTaken = true;
        } catch (RejectedExecutionException e) {
            // the caller receives the exception
        } finally {
            if (!isTaken) {
                budget.release(0);
            }
        }
        return isTaken;
    }
}
