package dev.roomcast.rules;

/** The error code of a refused publication. */
public enum RefusalCode {
    /** The sender lacks the right. */
    FORBIDDEN,
    /** The publication conflicts with an earlier change. */
    CONFLICT,
    /** The data is invalid. */
    BAD_REQUEST,
    /** The data is too large. */
    TOO_LARGE,
    /** The sender has made too many requests. */
    RATE_LIMITED,
    /** A decision is impossible at the moment. */
    UNAVAILABLE
}
