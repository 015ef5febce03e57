package dev.roomcast.hub;

import dev.roomcast.room.Goodbye;

/**
 * What the handshake told of a connection.
 *
 * @param room its name, a good one
 * @param plain whether it is at level 0
 * @param user who it says it is, or null
 * @param echo whether it wants its own messages back; null where it does not say
 * @param address the network address it comes from, where that matters; else empty
 * @param refusal how it is to be closed as soon as it is open, because its user must hear why; or null
 * @param token that it brought, or null
 * @param identity who it is, where that is known already; or null
 */
public record Ticket(
        String room,
        boolean plain,
        String user,
        Boolean echo,
        String address,
        Goodbye refusal,
        String token,
        Identity identity) {

    /** One who brings no proof of who it is. */
    public Ticket(String room, boolean plain, String user, Boolean echo, String address, Goodbye refusal) {
        this(room, plain, user, echo, address, refusal, null, null);
    }

    /** The same without what is needed only once. */
    Ticket used() {
        return token == null ? this : new Ticket(room, plain, user, echo, address, refusal, null, null);
    }
}
