/**
 * Rules: the application's own logic in the rooms of this server. This package is the public API of the project, version
 * {@value dev.roomcast.rules.RoomRules#API_VERSION}; within a version nothing is removed and no meaning changes.
 *
 * <p>A rule is a CDI bean that implements {@link dev.roomcast.rules.RoomRules} and names its rooms by
 * {@link dev.roomcast.rules.Rooms}. It keeps nothing of its own but in the shared state of the room: then it is right on
 * any number of nodes, after a restart, and after it was edited.
 */
@NullMarked
package dev.roomcast.rules;

import org.jspecify.annotations.NullMarked;
