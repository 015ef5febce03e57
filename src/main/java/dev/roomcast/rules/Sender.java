package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The member that sends a publication. The server guarantees its identity; a client cannot impersonate another one. */
public interface Sender {

    /** Returns the user, proven if the server requires a login; several members may share it. */
    String user();

    /** Returns the public id, unique in the room. */
    String client();

    /** Returns the role in a game. */
    Role role();

    /** Returns whether the member is the host of the room. */
    boolean isHost();

    /** Returns the info; an empty object if the client states none. */
    @Nullable
    JsonNode info();

    /** Returns whether the member is a player. */
    default boolean isPlayer() {
        return role() == Role.PLAYER;
    }
}
