package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The member that sends a publication. The server knows who it is; no client can pretend to be another one. */
public interface Sender {

    /** Its user, proven where the server requires a login; several members may be one user. */
    String user();

    /** Its public id, unique in the room. */
    String client();

    /** Its role in a game. */
    Role role();

    /** Whether it is the host of the room. */
    boolean isHost();

    /** Its info; an empty object where it has none. */
    @Nullable
    JsonNode info();

    /** Whether it is a player. */
    default boolean isPlayer() {
        return role() == Role.PLAYER;
    }
}
