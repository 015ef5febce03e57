/**
 * Layer 1, the rules of rooms: members, order of publications, history, presence, state. Plain Java; the clock and
 * randomness are injected, and the port {@link dev.roomcast.room.Broadcaster} sends messages to members.
 */
@NullMarked
package dev.roomcast.room;

import org.jspecify.annotations.NullMarked;
