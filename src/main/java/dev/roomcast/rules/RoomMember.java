package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A member of a room.
 *
 * @param user the user, which several members may share
 * @param client the public id, unique in the room
 * @param role the role in a game
 * @param away whether the member has lost its connection and may return
 * @param info the info that other members see; an empty object if the client states none
 */
public record RoomMember(String user, String client, Role role, boolean away, JsonNode info) {

    /** Returns whether the member is a player. */
    public boolean isPlayer() {
        return role == Role.PLAYER;
    }
}
