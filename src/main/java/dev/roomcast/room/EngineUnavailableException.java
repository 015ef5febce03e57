package dev.roomcast.room;

/** The engine does not answer: the request may or may not have been executed. */
public final class EngineUnavailableException extends RuntimeException {

    /** Without a stack: it is an answer, not a fault. */
    public EngineUnavailableException() {
        super("the engine does not answer", null, false, false);
    }
}
