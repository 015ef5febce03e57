package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;

/**
 * The reason for which an engine refuses a change of the shared state.
 *
 * @param message for a developer
 * @param offset the conflicting version; -1 for other reasons
 * @param isGuard whether the state has changed since the room's rules saw it, so that they may decide again
 */
public record StateRefusal(ErrorCode code, String message, long offset, boolean isGuard) {

    private StateRefusal(ErrorCode code, String message, long offset) {
        this(code, message, offset, false);
    }

    /** The same as an objection against a decision of rules. */
    public StateRefusal asGuard() {
        return new StateRefusal(code, message, offset, true);
    }

    /** The sender may not make the change. */
    public static StateRefusal forbidden(String message) {
        return new StateRefusal(ErrorCode.FORBIDDEN, message, -1);
    }

    /** The sender may not make the change, for a reason that its {@link StateUpdate} gives. */
    public static StateRefusal notAllowed() {
        return forbidden("a key is not the sender's to set");
    }

    /** A key that needs the host was set by another member. */
    public static StateRefusal notHost() {
        return forbidden("the host alone sets this key");
    }

    /** The change depends on a position that the room has left behind, or never had. */
    public static StateRefusal otherPosition(long offset) {
        return new StateRefusal(ErrorCode.CONFLICT, "the room is at another position", offset);
    }

    /** A key was changed after the position that the change depends on. */
    public static StateRefusal changed(String key, long version) {
        return new StateRefusal(ErrorCode.CONFLICT, key + " was changed at " + version, version);
    }

    /** The client that owns a key is no longer a member. */
    public static StateRefusal senderLeft(String key, long offset) {
        return new StateRefusal(ErrorCode.CONFLICT, "the client is no member: " + key, offset);
    }

    /** The state of the room or of the node would be too large. */
    public static StateRefusal tooLarge() {
        return new StateRefusal(ErrorCode.TOO_LARGE, "the shared state is full", -1);
    }
}
