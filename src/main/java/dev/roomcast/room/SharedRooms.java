package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Position;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Operations on rooms that nodes share, without a replica on this node. A result fails with
 * {@link EngineUnavailableException} unless the engine confirms it. Thread: any.
 */
public interface SharedRooms {

    /**
     * A publication of the server.
     *
     * @param position of the publication; of the room where it has no offset
     * @param time in milliseconds since 1970
     * @param isNew false: it was published before with the same key
     */
    record Published(Position position, long time, boolean isNew) {}

    /** @return the room with its members, null where there is none */
    @Nullable
    CompletionStage<RoomView> view(String room, RoomType type);

    /** @return a part of the history; null without the room */
    @Nullable
    CompletionStage<HistoryPage> history(String room, RoomType type, Command.History command, CommandDecoder decoder);

    /**
     * Publishes for the server.
     *
     * @param update the change of the shared state; null: none
     * @param key under which the server publishes once in the room; null: every time
     * @return fails with {@link StateRefusedException} where the change is refused
     */
    CompletionStage<Published> publish(
            String room, RoomType type, Command.Publish command, @Nullable StateUpdate update, @Nullable String key);

    /** @return the number of kicked members; null without the room */
    @Nullable
    CompletionStage<Integer> kick(String room, RoomType type, String userOrClient);

    /** @return the number of members that the room had; null without the room */
    @Nullable
    CompletionStage<Integer> close(String room, RoomType type);
}
