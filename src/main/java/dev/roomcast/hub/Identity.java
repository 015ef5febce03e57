package dev.roomcast.hub;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;

/**
 * Who somebody is, as was proven.
 *
 * @param user a good name
 * @param info what the others see of it; null: what it says itself
 * @param expires when the proof ends, in milliseconds since 1970; 0: never
 * @param rights in the room that it was asked for; null: those that everybody has there
 * @param account by which another system knows it, never shown to anybody; null: by none
 */
public record Identity(String user, RawJson info, long expires, Rights rights, String account) {}
