package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.List;

/**
 * The result of a bounded history query.
 *
 * @param position of the room
 * @param complete whether only the limit leaves something out
 * @param publications as level 1 receives them, oldest first
 */
public record HistoryPage(Position position, boolean complete, List<Frame> publications) {}
