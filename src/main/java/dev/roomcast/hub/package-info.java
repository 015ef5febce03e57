/**
 * Layer 3, this node: connections, event loops, outboxes, limits, and the fan-out of a room's messages with few system
 * calls. Plain Java; the port {@link dev.roomcast.hub.Transport} writes to the network.
 */
@NullMarked
package dev.roomcast.hub;

import org.jspecify.annotations.NullMarked;
