package dev.roomcast.webhooks;

import dev.roomcast.http.HttpCallException;
import java.util.concurrent.CompletionException;

/** Thrown for a request without a valid response; the message is a short reason for a log. */
final class WebhookException extends RuntimeException {

    WebhookException(String message) {
        super(message, null, false, false);
    }

    /** Returns the cause of a failed request in a few words for a log. */
    static String messageOf(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof WebhookException || cause instanceof HttpCallException
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    /** Returns whether an immediate second request may succeed, because the connection turned out to be closed. */
    static boolean isConnectionLost(Throwable failure) {
        return cause(failure) instanceof HttpCallException lost && lost.isConnectionLost();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
