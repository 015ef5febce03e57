package dev.roomcast.api;

import dev.roomcast.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * The result of a publication in one of many rooms.
 *
 * @param position the position of the publication, at offset 0 if it has none; null: a problem occurred
 * @param problem the problem; null: none
 */
record PublishResult(
        String room, @Nullable Position position, @Nullable ProblemException problem) {}
