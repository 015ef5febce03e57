package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTurnsTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void continues_with_the_next_request_after_a_failing_one() {
        LargeAnswers answers = new LargeAnswers(100);
        answers.reserve(100);
        answers.postpone(
                () -> {
                    throw new IllegalStateException("thrown by the test");
                },
                false);
        answers.postpone(() -> done.add("second"), false);
        assertThrows(IllegalStateException.class, () -> answers.release(100));
        answers.release(0);
        assertEquals(List.of("second"), done);
    }
}
