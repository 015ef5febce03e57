/**
 * Floor 4, the service: its configuration, how the parts are put together, start, health, drain. The only package that
 * knows all others.
 */
package dev.roomcast.app;
