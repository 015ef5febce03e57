/**
 * Layer 4, webhooks: reports the events of rooms to an application's own server, and asks it before publications and
 * connections. Independent of {@code socket} and {@code auth}.
 */
@NullMarked
package dev.roomcast.webhooks;

import org.jspecify.annotations.NullMarked;
