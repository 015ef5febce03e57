package dev.roomcast.rules;

/** The code of the error with which a publication is refused. */
public enum RefusalCode {
    /** The sender may not do this. */
    FORBIDDEN,
    /** Conflict with a change that came first. */
    CONFLICT,
    /** The data makes no sense. */
    BAD_REQUEST,
    /** The data is too large. */
    TOO_LARGE,
    /** Too many requests. */
    RATE_LIMITED,
    /** No decision is possible now. */
    UNAVAILABLE
}
