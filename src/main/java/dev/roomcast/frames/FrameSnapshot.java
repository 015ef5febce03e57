package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;

/**
 * A player's picture of its game after a frame.
 *
 * @param data in its own characters
 */
public record FrameSnapshot(long frame, String client, RawJson data) {}
