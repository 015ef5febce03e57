package dev.roomcast.protocol;

/**
 * A place in the publications of a room: after the first {@code offset} ones of this epoch. Offsets count 1, 2, 3 …
 * without holes; a new epoch begins when a room's history was lost, so that an old position is never taken for a new one.
 *
 * @param offset 0 or more
 */
public record Position(String epoch, long offset) {}
