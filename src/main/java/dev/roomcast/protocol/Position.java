package dev.roomcast.protocol;

/**
 * A position in the publications of a room: after the first {@code offset} publications of an epoch. Offsets are 1, 2,
 * 3 … without gaps. A new epoch begins after a loss of the room's history, so that an old position is never mistaken
 * for a new one.
 *
 * @param offset the number of publications, from 0
 */
public record Position(String epoch, long offset) {}
