package dev.roomcast.room;

/** The membership of a user in one room. */
public record UserMembership(String room, String client, boolean isAway) {}
