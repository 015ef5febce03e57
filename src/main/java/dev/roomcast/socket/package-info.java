/**
 * Floor 3, WebSocket in and out: the endpoint, who is let in at the handshake, and the transports. What knows Netty is
 * {@link dev.roomcast.socket.NettyTransport} alone.
 */
package dev.roomcast.socket;
