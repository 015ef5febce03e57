package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A publication in the history of the room.
 *
 * @param data the data; a missing node: none
 * @param user the user of the sender; null: the server
 * @param client the client of the sender; null: the server
 * @param time the time in milliseconds since 1970
 */
public record PastPublication(
        String method,
        JsonNode data,
        @Nullable String user,
        @Nullable String client,
        long offset,
        long time) {}
