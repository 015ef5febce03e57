/**
 * Layer 5, the service: configuration, wiring, start, health, drain. The only package that depends on all others.
 */
@NullMarked
package dev.roomcast.app;

import org.jspecify.annotations.NullMarked;
