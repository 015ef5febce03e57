/**
 * Floor 2, this node: its connections, their event loops and outboxes, what each may do, and how what a room says
 * reaches its members with few system calls. Plain Java; writing goes through the port
 * {@link dev.roomcast.hub.Transport}.
 */
package dev.roomcast.hub;
