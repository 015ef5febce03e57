package dev.roomcast.protocol;

import java.util.Locale;

/** The errors of requests: the {@code code} of an {@code $error}. An error does not close the connection. */
public enum ErrorCode {
    /** The frame is no valid request: not JSON, no method, an invalid field. The tenth one closes the connection. */
    BAD_REQUEST(false),
    /** The server has no such {@code $…} method. */
    UNKNOWN_METHOD(false),
    /** A frame arrived before {@code $connect}. */
    NOT_CONNECTED(false),
    /** The connection has already sent {@code $connect}. */
    ALREADY_CONNECTED(false),
    /**
     * The request conflicts with the current state: an earlier change, or a client that has left or cannot be the host.
     */
    CONFLICT(false),
    UNAUTHORIZED(false),
    FORBIDDEN(false),
    TOO_LARGE(false),
    RATE_LIMITED(true),
    /** The engine does not answer. */
    UNAVAILABLE(true),
    UNSUPPORTED_VERSION(false),
    INTERNAL(true);

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final boolean retry;

    ErrorCode(boolean retry) {
        this.retry = retry;
    }

    /** Returns the code in its frame encoding. */
    public String wire() {
        return wire;
    }

    /** Returns whether a repetition of the same request may succeed after a short time. */
    public boolean retry() {
        return retry;
    }
}
