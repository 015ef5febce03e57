package dev.roomcast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Reports of internal errors to the operator. */
class ErrorReporterTest {

    private final List<String> told = new ArrayList<>();
    private long now;
    private final ErrorReporter failures = new ErrorReporter(
            () -> now, (error, suppressed) -> told.add(error.getClass().getSimpleName() + " " + suppressed));

    @Test
    void limits_repeated_reports_and_counts_them() {
        failures.accept(new IllegalStateException());
        failures.accept(new IllegalStateException());
        failures.accept(new ArithmeticException());
        now = 60_000;
        failures.accept(new IllegalStateException());
        assertEquals(List.of("IllegalStateException 0", "ArithmeticException 0", "IllegalStateException 1"), told);
    }

    @Test
    void reports_rejected_tasks_unless_the_node_stops() {
        failures.accept(new RejectedExecutionException());
        now = 60_000;
        failures.expectTheEnd();
        failures.accept(new RejectedExecutionException());
        failures.accept(new ArithmeticException());
        assertEquals(List.of("RejectedExecutionException 0", "ArithmeticException 0"), told);
    }
}
