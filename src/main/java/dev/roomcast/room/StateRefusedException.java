package dev.roomcast.room;

/** Thrown when a publication is refused because of its change of the shared state. */
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
