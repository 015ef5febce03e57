package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of retained frames.
 *
 * @param frame the number of the last frame that {@code frames} covers
 * @param complete false if a part of the requested range is not retained; {@code frames} is then empty
 * @param frames the frames, each as {@code [number,entry,…]}
 * @param snapshot the retained snapshot; null: not requested, or none
 */
public record FramePage(
        long frame,
        boolean complete,
        List<RawJson> frames,
        @Nullable FrameSnapshot snapshot) {

    /** The bound of the frames in one page, in bytes. */
    public static final int MAX_BYTES = 48 * 1024;

    /** The maximum number of frames in one page, and the default. */
    public static final int MAX_FRAMES = 1000;

    /** The answer for a run that is not retained. */
    public static final FramePage UNKNOWN_RUN = new FramePage(0, false, List.of(), null);
}
