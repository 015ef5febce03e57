/**
 * Floor 1, the rules: who is in a room, in which order its publications stand, what is kept of them, who hears of whom.
 * Plain Java; the clock and randomness are handed in, and what a room says to its members goes through the port
 * {@link dev.roomcast.room.Audience}.
 */
package dev.roomcast.room;
