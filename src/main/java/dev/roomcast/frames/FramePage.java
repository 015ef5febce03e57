package dev.roomcast.frames;

import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kept frames.
 *
 * @param frame the frame up to which {@code frames} tells everything
 * @param complete false if something that was asked for is not kept; {@code frames} is empty then
 * @param frames each {@code [number,entry,…]}
 * @param snapshot the kept snapshot, where it was asked for and there is one; else null
 */
public record FramePage(
        long frame,
        boolean complete,
        List<RawJson> frames,
        @Nullable FrameSnapshot snapshot) {

    /** The most bytes of frames in one page. */
    public static final int MAX_BYTES = 48 * 1024;

    /** The most frames in one page, and the default. */
    public static final int MAX_FRAMES = 1000;

    /** The answer for a run that is not kept. */
    public static final FramePage UNKNOWN_RUN = new FramePage(0, false, List.of(), null);
}
