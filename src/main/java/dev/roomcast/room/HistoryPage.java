package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.List;

/**
 * The result of a bounded history query.
 *
 * @param position the current position of the room
 * @param complete whether nothing is missing except for the limit
 * @param publications the publications in level 1 form, oldest first
 */
public record HistoryPage(Position position, boolean complete, List<Frame> publications) {}
