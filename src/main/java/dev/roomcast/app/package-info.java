/**
 * Floor 4, the service: its configuration, how the parts are put together, start, health, drain. The only package that
 * knows all others.
 */
@NullMarked
package dev.roomcast.app;

import org.jspecify.annotations.NullMarked;
