package dev.roomcast.room;

/** A membership of a user in one room. */
public record UserMembership(String room, String client, boolean isAway) {}
