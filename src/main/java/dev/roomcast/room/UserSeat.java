package dev.roomcast.room;

/** A member of a room that is a certain user. */
public record UserSeat(String room, String client, boolean isAway) {}
