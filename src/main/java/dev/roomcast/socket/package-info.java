/**
 * Floor 3, WebSocket in and out: the endpoint, who is let in at the handshake, and the transports. What knows Netty is
 * {@link dev.roomcast.socket.NettyTransport} and what it reads and writes with.
 */
package dev.roomcast.socket;
