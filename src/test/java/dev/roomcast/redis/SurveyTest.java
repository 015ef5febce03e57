package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Unavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SurveyTest {

    private final Survey survey = new Survey();
    private final CompletableFuture<List<String>> answers = survey.answers().toCompletableFuture();

    @Test
    void it_is_over_when_all_who_heard_the_question_have_answered() {
        survey.answered("one");
        survey.asked(2);
        assertFalse(answers.isDone());

        survey.answered("two");

        assertEquals(List.of("one", "two"), answers.join());
    }

    @Test
    void a_question_that_nobody_heard_has_no_answer() {
        survey.asked(0);

        assertTrue(answers.isCompletedExceptionally());
        Throwable failure = assertThrows(CompletionException.class, answers::join);
        assertInstanceOf(Unavailable.class, failure.getCause());
    }
}
