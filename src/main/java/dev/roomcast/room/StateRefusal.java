package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;

/**
 * The reason why an engine refuses a change of the shared state.
 *
 * @param message the message for a developer
 * @param offset the conflicting version; -1 for other reasons
 * @param isGuard whether the state has changed since the rules of the room read it, so that they may decide again
 */
public record StateRefusal(ErrorCode code, String message, long offset, boolean isGuard) {

    private StateRefusal(ErrorCode code, String message, long offset) {
        this(code, message, offset, false);
    }

    /** Returns this refusal for a decision of rules, which may be repeated. */
    public StateRefusal asGuard() {
        return new StateRefusal(code, message, offset, true);
    }

    /** The sender may not make the change, for the given reason. */
    public static StateRefusal forbidden(String message) {
        return new StateRefusal(ErrorCode.FORBIDDEN, message, -1);
    }

    /** The sender may not make the change; its {@link StateUpdate} contains the reason. */
    public static StateRefusal notAllowed() {
        return forbidden("a key is not the sender's to set");
    }

    /** A member other than the host changed a key that requires the host. */
    public static StateRefusal notHost() {
        return forbidden("the host alone sets this key");
    }

    /** The change depends on a position of an earlier epoch, or on an unknown position. */
    public static StateRefusal otherPosition(long offset) {
        return new StateRefusal(ErrorCode.CONFLICT, "the room is at another position", offset);
    }

    /** A key has changed since the position on which the change depends. */
    public static StateRefusal changed(String key, long version) {
        return new StateRefusal(ErrorCode.CONFLICT, key + " was changed at " + version, version);
    }

    /** The client that owns a key is no longer a member. */
    public static StateRefusal senderLeft(String key, long offset) {
        return new StateRefusal(ErrorCode.CONFLICT, "the client is no member: " + key, offset);
    }

    /** The state of the room or of the node would exceed its bound. */
    public static StateRefusal tooLarge() {
        return new StateRefusal(ErrorCode.TOO_LARGE, "the shared state is full", -1);
    }
}
