package dev.roomcast.api;

import dev.roomcast.protocol.Position;

/**
 * What became of a publication in one of many rooms.
 *
 * @param position the place that it got; null: it has none, or there is a problem
 * @param problem null: there is none
 */
record Receipt(String room, Position position, Problem problem) {}
