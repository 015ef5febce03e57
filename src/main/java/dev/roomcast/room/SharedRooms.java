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
     * @param position the position of the publication; if it has no offset, the current position of the room
     * @param time the time in milliseconds since 1970
     * @param isNew whether this is no repetition of a publication with the same key
     */
    record Published(Position position, long time, boolean isNew) {}

    /** @return the room with its members; null: it does not exist */
    @Nullable
    CompletionStage<RoomView> view(String room, RoomType type);

    /** @return a part of the history; null: the room does not exist */
    @Nullable
    CompletionStage<HistoryPage> history(String room, RoomType type, Command.History command, CommandDecoder decoder);

    /**
     * Publishes as the server.
     *
     * @param update the change of the shared state; null: none
     * @param key the idempotency key in the room; null: none
     * @return fails with {@link StateRefusedException} if the state change is refused
     */
    CompletionStage<Published> publish(
            String room, RoomType type, Command.Publish command, @Nullable StateUpdate update, @Nullable String key);

    /** @return the number of kicked members; null: the room does not exist */
    @Nullable
    CompletionStage<Integer> kick(String room, RoomType type, String userOrClient);

    /** @return the number of removed members; null: the room does not exist */
    @Nullable
    CompletionStage<Integer> close(String room, RoomType type);
}
