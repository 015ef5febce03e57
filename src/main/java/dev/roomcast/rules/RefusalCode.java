package dev.roomcast.rules;

/** The code of the error with which a publication is refused. */
public enum RefusalCode {
    /** The sender may not do this. */
    FORBIDDEN,
    /** It depends on timing: somebody was faster. */
    CONFLICT,
    /** The data makes no sense. */
    BAD_REQUEST,
    /** The data is too large. */
    TOO_LARGE,
    /** It comes too often. */
    RATE_LIMITED,
    /** It cannot be decided now. */
    UNAVAILABLE
}
