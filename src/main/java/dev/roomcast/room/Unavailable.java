package dev.roomcast.room;

/** The engine does not answer: what was asked of it may have happened or not. */
public final class Unavailable extends RuntimeException {

    /** Without a stack: it is an answer, not a fault. */
    public Unavailable() {
        super("the engine does not answer", null, false, false);
    }
}
