/**
 * Layer 4, tracing: the contents of spans. Compiled only with {@code -Ptraces}. Independent of {@code socket} and
 * {@code auth}.
 */
@NullMarked
package dev.roomcast.tracing;

import org.jspecify.annotations.NullMarked;
