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
 */
public record Ticket(String room, boolean plain, String user, Boolean echo, String address, Goodbye refusal) {}
