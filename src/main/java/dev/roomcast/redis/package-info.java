/**
 * Layer 4, rooms that many nodes share: an {@link dev.roomcast.room.Engine} over Redis. Every change of a room is one
 * script that Redis executes atomically, and one event on the room's channel that every node receives. {@link
 * dev.roomcast.redis.RedisSequencer} follows the events of one room; {@link dev.roomcast.redis.client.RedisLink} holds
 * the two connections to a server.
 */
@NullMarked
package dev.roomcast.redis;

import org.jspecify.annotations.NullMarked;
