package dev.roomcast.room;

/**
 * The bounds of runs in rooms of one type.
 *
 * @param inputBytes the longest input, in bytes
 * @param keptBytes the frames of a run that are retained for members who catch up, in bytes
 * @param maxMillis the longest duration of a run, in milliseconds
 */
public record FrameSettings(int inputBytes, long keptBytes, long maxMillis) {

    /** The largest permitted bound of an input, in bytes: four inputs of a player fit into a frame. */
    public static final int MAX_INPUT_BYTES = 2048;

    /** The default bounds. */
    public static final FrameSettings DEFAULT = new FrameSettings(1024, 1 << 20, 3_600_000);
}
