package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.bans.BanListFullException;
import dev.roomcast.room.EngineUnavailableException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Responses of the API to failures. */
class ProblemTest {

    @Test
    void answers_503_if_the_ban_list_is_full_or_the_engine_is_unavailable() {
        for (Throwable failure : new Throwable[] {new BanListFullException(), new EngineUnavailableException()}) {
            assertEquals(503, PublicationOperations.problem(failure).status());
            assertEquals(
                    503,
                    PublicationOperations.problem(new CompletionException(failure))
                            .status());
        }
    }

    @Test
    void reveals_nothing_of_an_internal_error() {
        ProblemException problem = PublicationOperations.problem(new IllegalStateException("a secret"));
        assertEquals(500, problem.status());
        assertEquals(-1, new String(problem.json()).indexOf("secret"));
    }
}
