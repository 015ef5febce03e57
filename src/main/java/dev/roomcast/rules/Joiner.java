package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that requests to join.
 *
 * @param user the user, proven if the server requires a login; null: the server generates a name
 * @param role the requested role in a game
 * @param info the info that other members see; an empty object if the client states none
 */
public record Joiner(@Nullable String user, Role role, JsonNode info) {}
