package dev.roomcast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What an operator is told of errors that are ours. */
class FailuresTest {

    private final List<String> told = new ArrayList<>();
    private long now;
    private final Failures failures =
            new Failures(() -> now, (error, unsaid) -> told.add(error.getClass().getSimpleName() + " " + unsaid));

    @Test
    void the_same_is_told_once_in_a_while_with_how_often_it_was() {
        failures.accept(new IllegalStateException());
        failures.accept(new IllegalStateException());
        failures.accept(new ArithmeticException());
        now = 60_000;
        failures.accept(new IllegalStateException());
        assertEquals(List.of("IllegalStateException 0", "ArithmeticException 0", "IllegalStateException 1"), told);
    }

    @Test
    void a_loop_that_refuses_work_is_told_unless_the_node_stops() {
        failures.accept(new RejectedExecutionException());
        now = 60_000;
        failures.expectTheEnd();
        failures.accept(new RejectedExecutionException());
        failures.accept(new ArithmeticException());
        assertEquals(List.of("RejectedExecutionException 0", "ArithmeticException 0"), told);
    }
}
