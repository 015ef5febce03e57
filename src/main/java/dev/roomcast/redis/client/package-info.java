/**
 * How a node reaches Redis: addresses, connections, script calls, subscriptions, hash slots.
 *
 * <p>Nothing here knows rooms. {@link dev.roomcast.redis.client.RedisLink} is the entry point.
 */
@NullMarked
package dev.roomcast.redis.client;

import org.jspecify.annotations.NullMarked;
