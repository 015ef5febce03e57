package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.List;

/**
 * What a room still knows of what somebody asked for.
 *
 * @param position of the room
 * @param complete whether nothing is missing but what a limit cut off
 * @param publications as level 1 sees them, oldest first
 */
public record Excerpt(Position position, boolean complete, List<Frame> publications) {}
