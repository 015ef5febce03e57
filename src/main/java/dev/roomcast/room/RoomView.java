package dev.roomcast.room;

import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.Position;
import java.util.List;

/**
 * A room as it was at one moment.
 *
 * @param type its settings; null where nobody asked
 * @param count members, those away included
 * @param away how many of them are away
 * @param members all of them, in the order of their coming; null where nobody asked
 */
public record RoomView(
        String name, RoomType type, int count, int away, Position position, List<Frames.MemberView> members) {}
