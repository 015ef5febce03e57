package dev.roomcast.room;

import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a room.
 *
 * @param type the settings; null: not requested
 * @param count the number of members, including those away
 * @param away the number of away members
 * @param members the members in the order of their joins; null: not requested
 * @param host the host; null: the room has neither players nor watchers, or not requested
 * @param state the shared state by key; null: none or not requested
 * @param run the current or retained run; null: none or not requested
 */
public record RoomView(
        String name,
        @Nullable RoomType type,
        int count,
        int away,
        Position position,
        @Nullable List<ServerFrames.MemberView> members,
        ServerFrames.@Nullable HostView host,
        @Nullable Map<String, RawJson> state,
        @Nullable RawJson run) {

    /** Creates a view without settings, members and game. */
    public RoomView(String name, int count, int away, Position position) {
        this(name, null, count, away, position, null, null, null, null);
    }
}
