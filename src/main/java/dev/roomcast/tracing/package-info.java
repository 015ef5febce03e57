/**
 * Floor 3, traces: what a span may say. It is compiled with {@code -Ptraces} alone. Beside {@code socket} and {@code
 * auth}.
 */
@NullMarked
package dev.roomcast.tracing;

import org.jspecify.annotations.NullMarked;
