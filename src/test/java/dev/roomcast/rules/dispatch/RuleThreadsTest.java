package dev.roomcast.rules.dispatch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RuleThreadsTest {

    private final List<Error> errors = new ArrayList<>();
    private boolean rejects;
    private final Executor workers = task -> {
        if (!errors.isEmpty()) {
            throw errors.remove(0);
        }
        if (rejects) {
            throw new RejectedExecutionException();
        }
        task.run();
    };
    private final RuleThreads threads = new RuleThreads(workers, workers, 1);

    @Test
    void starts_a_thread_again_after_a_failed_start() {
        errors.add(new InternalError("unable to create native thread"));
        assertThrows(InternalError.class, () -> threads.run(ExecutionMode.WORKER, () -> {}));
        rejects = true;
        assertFalse(threads.run(ExecutionMode.WORKER, () -> {}));
        rejects = false;
        assertTrue(threads.run(ExecutionMode.WORKER, () -> {}));
    }
}
