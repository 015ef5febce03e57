package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;

/**
 * A player's snapshot of its game after a frame.
 *
 * @param data the snapshot in its original encoding
 */
public record FrameSnapshot(long frame, String client, RawJson data) {}
