/**
 * Rules: the application's own logic in the rooms of this server. This package is the public API of the project,
 * version {@value dev.roomcast.rules.RoomRules#API_VERSION}. Within a version, nothing is removed and no meaning
 * changes.
 *
 * <p>A rule is a CDI bean that implements {@link dev.roomcast.rules.RoomRules} and names its rooms with {@link
 * dev.roomcast.rules.Rooms}. It keeps all of its state in the shared state of the room, so that it is correct on any
 * number of nodes, after a restart, and after a change of its code.
 */
@NullMarked
package dev.roomcast.rules;

import org.jspecify.annotations.NullMarked;
