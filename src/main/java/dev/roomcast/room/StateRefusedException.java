package dev.roomcast.room;

/** A publication was refused because of the change of the shared state that it carries. */
public final class StateRefusedException extends RuntimeException {

    private final transient StateRefusal refusal;

    public StateRefusedException(StateRefusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public StateRefusal refusal() {
        return refusal;
    }
}
