/**
 * Frame sync: a run numbers frames at a fixed rate, and every player simulates the same game from the same inputs.
 *
 * <p>{@link dev.roomcast.frames.FrameBuilder} collects the entries of the next frame, {@link
 * dev.roomcast.frames.SlotTable} numbers the players, {@link dev.roomcast.frames.FrameLog} retains the frames for
 * members who catch up, and {@link dev.roomcast.frames.FrameSchedule} computes when a frame is due.
 *
 * <p>Thread: every class belongs to one room and is used by the room's serial executor alone.
 */
@NullMarked
package dev.roomcast.frames;

import org.jspecify.annotations.NullMarked;
