package dev.roomcast.api;

import dev.roomcast.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * The result of a publication in one of many rooms.
 *
 * @param position the place that it got; null: it has none, or there is a problem
 * @param problem null: there is none
 */
record PublishResult(
        String room, @Nullable Position position, @Nullable ProblemException problem) {}
