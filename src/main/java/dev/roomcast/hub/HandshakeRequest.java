package dev.roomcast.hub;

import dev.roomcast.room.Disconnect;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parsed upgrade request of a connection.
 *
 * @param room a valid room name
 * @param plain whether the connection is at level 0
 * @param user the name that the client states; null: none
 * @param echo whether the connection receives its own messages; null: the default
 * @param address the network address if a limit needs it; otherwise empty
 * @param refusal the reason to close after the upgrade, so that the client receives it; null: none
 * @param token the token of the handshake; null: none
 * @param identity the identity that is already proven; null: none
 * @param query the query parameters of the URL if the application decides on connections; otherwise empty
 */
public record HandshakeRequest(
        String room,
        boolean plain,
        @Nullable String user,
        @Nullable Boolean echo,
        String address,
        @Nullable Disconnect refusal,
        @Nullable String token,
        @Nullable Identity identity,
        Map<String, String> query) {

    /** Creates a request without proof of identity. */
    public HandshakeRequest(String room, boolean plain, String user, Boolean echo, String address, Disconnect refusal) {
        this(room, plain, user, echo, address, refusal, null, null, Map.of());
    }

    /** Returns a copy without the values that only the handshake uses. */
    HandshakeRequest used() {
        return token == null && query.isEmpty()
                ? this
                : new HandshakeRequest(room, plain, user, echo, address, refusal, null, null, Map.of());
    }
}
