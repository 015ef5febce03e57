package dev.roomcast.rules;

/**
 * Thrown for data that does not match the type that a rule requests. The publication is refused as {@code bad_request}.
 */
public final class BadDataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message the message for the developer of the client */
    public BadDataException(String message) {
        super(message, null, false, false);
    }
}
