/**
 * Floor 3, traces: what a span may say. It is compiled with {@code -Ptraces} alone. Beside {@code socket} and {@code
 * auth}.
 */
package dev.roomcast.traces;
