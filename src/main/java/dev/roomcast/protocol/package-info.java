/**
 * Floor 0, the words on the wire: what a client can say ({@link dev.roomcast.protocol.Command}), what the server says
 * ({@link dev.roomcast.protocol.Frames}), and how both become bytes. Plain Java; no state but tables.
 */
package dev.roomcast.protocol;
