/**
 * Layer 0, the wire format: commands of clients ({@link dev.roomcast.protocol.Command}), frames of the server
 * ({@link dev.roomcast.protocol.ServerFrames}), and their encoding. Plain Java; stateless except for lookup tables.
 */
@NullMarked
package dev.roomcast.protocol;

import org.jspecify.annotations.NullMarked;
