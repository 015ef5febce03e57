package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A publication that is in the order of the room.
 *
 * @param data a missing node where there is none
 * @param user null where the server published it
 * @param client null where the server published it
 * @param time in milliseconds since 1970
 */
public record PastPublication(
        String method,
        JsonNode data,
        @Nullable String user,
        @Nullable String client,
        long offset,
        long time) {}
