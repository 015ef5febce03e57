/**
 * The fast transport: reads and writes WebSocket frames on Netty's channel, and shares encoded bytes among members.
 *
 * <p>{@link dev.roomcast.socket.PortableTransport} does the same with the public API of WebSockets Next.
 */
@NullMarked
package dev.roomcast.socket.netty;

import org.jspecify.annotations.NullMarked;
