package dev.roomcast.api;

import dev.roomcast.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * The result of a publication in one of many rooms.
 *
 * @param position the place that it got, at offset 0 where it has none; null: there is a problem
 * @param problem null: there is none
 */
record PublishResult(
        String room, @Nullable Position position, @Nullable ProblemException problem) {}
