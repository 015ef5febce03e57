package dev.roomcast.room;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What this node has by itself. */
final class ThisNode implements Node {

    private final RoomService rooms;
    private final Function<String, CompletionStage<Integer>> disconnect;

    /** @param disconnect closes the connections of a user, and tells how many it were */
    ThisNode(RoomService rooms, Function<String, CompletionStage<Integer>> disconnect) {
        this.rooms = rooms;
        this.disconnect = disconnect;
    }

    @Override
    public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
        List<CompletableFuture<RoomView>> views = rooms.named(prefix, after, limit)
                .map(room -> room.ask(() -> room.view(false)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                .thenApply(done -> views.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public CompletionStage<Integer> disconnect(String user) {
        return disconnect.apply(user);
    }
}
