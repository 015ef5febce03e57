/**
 * Floor 3, the same rooms on many nodes: an {@link dev.roomcast.room.Engine} over Redis. Every change of a room is one
 * script that Redis runs alone, and one event on the room's channel that every node hears; {@link
 * dev.roomcast.redis.RedisSequencer} follows the events of one room, {@link dev.roomcast.redis.client.RedisLink} holds the two
 * connections.
 */
@NullMarked
package dev.roomcast.redis;

import org.jspecify.annotations.NullMarked;
