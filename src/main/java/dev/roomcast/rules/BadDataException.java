package dev.roomcast.rules;

/** Data that does not fit the type as which a rule reads it. Refuses the publication with {@code bad_request}. */
public final class BadDataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message for the developer of the client */
    public BadDataException(String message) {
        super(message, null, false, false);
    }
}
