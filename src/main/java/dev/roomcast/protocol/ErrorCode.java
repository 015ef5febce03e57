package dev.roomcast.protocol;

import java.util.Locale;

/** The errors of requests: the {@code code} of an {@code $error}. An error closes nothing by itself. */
public enum ErrorCode {
    /** Not JSON, no method, a bad field. The tenth of a connection closes it. */
    BAD_REQUEST(false),
    /** A {@code $…} method that this server does not have. */
    UNKNOWN_METHOD(false),
    /** A frame before {@code $connect}. */
    NOT_CONNECTED(false),
    /** A second {@code $connect}. */
    ALREADY_CONNECTED(false),
    /**
     * The request conflicts with the current state: another change was first, a client has left, or cannot be the host.
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

    /** The code as it is written in a frame. */
    public String wire() {
        return wire;
    }

    /** Whether the same request may succeed a little later. */
    public boolean retry() {
        return retry;
    }
}
