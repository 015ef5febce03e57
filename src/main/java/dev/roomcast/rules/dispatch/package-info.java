/** Finds and calls the rules of a room: patterns, methods, threads, failures. Not part of the API. */
@NullMarked
package dev.roomcast.rules.dispatch;

import org.jspecify.annotations.NullMarked;
