package dev.roomcast.room;

/**
 * The bounds of runs in rooms of one type.
 *
 * @param inputBytes the longest input, in bytes
 * @param keptBytes the retained frames of a run for members who catch up, in bytes
 * @param maxMillis the longest duration of a run, in milliseconds
 */
public record FrameSettings(int inputBytes, long keptBytes, long maxMillis) {

    /** The highest bound of an input, in bytes: four of a player fit into a frame. */
    public static final int MAX_INPUT_BYTES = 2048;

    /** The bounds of a room that configures none. */
    public static final FrameSettings DEFAULT = new FrameSettings(1024, 1 << 20, 3_600_000);
}
