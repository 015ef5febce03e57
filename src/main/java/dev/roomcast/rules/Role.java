package dev.roomcast.rules;

/** The role of a member in a game. */
public enum Role {
    /** A player. */
    PLAYER,
    /** A watcher. */
    WATCHER,
    /** A member without {@code game}, or at level 0. */
    NONE
}
