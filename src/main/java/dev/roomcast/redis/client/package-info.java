/**
 * Access of a node to Redis: addresses, connections, script calls, subscriptions, hash slots.
 *
 * <p>Nothing here depends on rooms. {@link dev.roomcast.redis.client.RedisLink} is the entry point.
 */
@NullMarked
package dev.roomcast.redis.client;

import org.jspecify.annotations.NullMarked;
