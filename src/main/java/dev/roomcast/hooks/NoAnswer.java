package dev.roomcast.hooks;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** There was no answer that makes sense; the message says why, in a few words for a log. */
final class NoAnswer extends RuntimeException {

    NoAnswer(String why) {
        super(why, null, false, false);
    }

    /** In a few words, why there was none. */
    static String why(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        return cause instanceof NoAnswer ? cause.getMessage() : cause.getClass().getSimpleName();
    }

    /** Whether asking at once again would help nobody. */
    static boolean isFinal(Throwable failure) {
        return cause(failure) instanceof TimeoutException || cause(failure) instanceof NoAnswer;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
