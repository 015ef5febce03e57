package dev.roomcast.room;

import dev.roomcast.protocol.MatchFrames;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Gives matchmaking access to the rooms of this node. Thread: any. */
public final class MatchRooms {

    private final RoomService rooms;

    public MatchRooms(RoomService rooms) {
        this.rooms = rooms;
    }

    /** Sets the matchmaking that receives the requests of members. */
    public void serve(Matching matching) {
        rooms.matching(matching);
    }

    /**
     * Runs a task on the serial executor of a room, if the room is on this node.
     *
     * @return whether the room is on this node
     */
    public boolean onRoom(String name, Consumer<MatchRoom> task) {
        Room room = rooms.find(name);
        if (room != null) {
            MatchRoom view = room.matchRoom();
            view.execute(() -> task.accept(view));
        }
        return room != null;
    }

    /**
     * Finds the rooms of this node in the list of rooms.
     *
     * @param prefix the prefix of their names
     * @param limit the maximum number of rooms
     * @return the entries in the order of their names
     */
    public CompletionStage<List<MatchFrames.ListedRoom>> listed(String prefix, int limit) {
        List<CompletableFuture<MatchFrames.ListedRoom>> all = rooms.named(prefix, "", Integer.MAX_VALUE)
                .map(Room::matchRoom)
                .filter(MatchRoom::mayBeListed)
                .limit(limit)
                .map(room -> room.listing().toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }
}
