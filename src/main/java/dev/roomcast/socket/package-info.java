/**
 * Layer 4, WebSocket input and output: the endpoint, the checks of the handshake, and the transports. Only
 * {@link dev.roomcast.socket.netty.NettyTransport} and its package use Netty.
 */
@NullMarked
package dev.roomcast.socket;

import org.jspecify.annotations.NullMarked;
