package dev.roomcast.room;

/** Thrown when the engine does not answer; it may have executed the request. */
public final class EngineUnavailableException extends RuntimeException {

    /** Creates the exception without a stack trace, because it is a result and not a programming error. */
    public EngineUnavailableException() {
        super("the engine does not answer", null, false, false);
    }
}
