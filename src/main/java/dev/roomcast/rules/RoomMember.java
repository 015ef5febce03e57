package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A member of a room.
 *
 * @param user its user; several members may be one user
 * @param client its public id, unique in the room
 * @param role what it is in a game
 * @param away whether it has lost its connection and may come back
 * @param info what it shows of itself; an empty object where it shows nothing
 */
public record RoomMember(String user, String client, Role role, boolean away, JsonNode info) {

    /** Whether it is a player. */
    public boolean isPlayer() {
        return role == Role.PLAYER;
    }
}
