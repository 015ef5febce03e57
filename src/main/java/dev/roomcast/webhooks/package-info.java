/**
 * Floor 4, webhooks: reports the events of rooms to an application's own server, and asks it before a message is published.
 * Independent of {@code socket} and {@code auth}.
 */
@NullMarked
package dev.roomcast.webhooks;

import org.jspecify.annotations.NullMarked;
