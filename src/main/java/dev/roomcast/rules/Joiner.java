package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that asks to join.
 *
 * @param user its user, proven where the server requires a login; null where the server makes a name up
 * @param role what it wants to be in a game
 * @param info what it wants to show of itself; an empty object where it shows nothing
 */
public record Joiner(@Nullable String user, Role role, JsonNode info) {}
