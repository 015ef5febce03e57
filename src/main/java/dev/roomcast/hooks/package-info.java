/**
 * Floor 3, hooks: an application's own server hears what happens in the rooms, and is asked before something is
 * published. Beside {@code socket} and {@code auth}.
 */
package dev.roomcast.hooks;
