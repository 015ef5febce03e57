/**
 * Executors, timers, clocks and rate limiters that are independent of rooms.
 *
 * <p>Plain Java. Each class receives its clock and its executor, so that tests control time.
 */
@NullMarked
package dev.roomcast.concurrent;

import org.jspecify.annotations.NullMarked;
