package dev.roomcast.rules.dispatch;

import dev.roomcast.concurrent.InFlightBudget;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The threads of rules that block, of which a bounded number runs at once. Thread: any. */
public final class RuleThreads {

    private final Executor workers;
    private final Executor virtual;
    private final InFlightBudget budget;

    /**
     * @param workers runs rules that block
     * @param virtual runs each rule on a virtual thread of its own
     * @param max rules that block at once
     */
    public RuleThreads(Executor workers, Executor virtual, int max) {
        this.workers = workers;
        this.virtual = virtual;
        this.budget = new InFlightBudget(max, Long.MAX_VALUE);
    }

    /** Runs a task; returns whether there is a thread for it. */
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
            // the caller learns of it
        } finally {
            if (!isTaken) {
                budget.release(0);
            }
        }
        return isTaken;
    }
}
