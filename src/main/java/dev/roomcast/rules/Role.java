package dev.roomcast.rules;

/** The role of a member in a game. */
public enum Role {
    /** It plays. */
    PLAYER,
    /** It watches. */
    WATCHER,
    /** It joined without {@code game}, or at level 0. */
    NONE
}
