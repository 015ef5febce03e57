package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What those who run the node see of its rooms and do in them; where nodes share their rooms, any of them may be asked.
 * Any thread may ask; the answer is found in the room's own line of work, in its turn, and those who wait for it go on
 * there: briefly. Where there is no such room the answer is null, where the engine does not answer it fails.
 */
public final class Operator {

    private final RoomService rooms;
    private final Node nodes;

    /** @param disconnect closes the connections of a user on this node, and tells how many it were */
    public Operator(RoomService rooms, Function<String, CompletionStage<Integer>> disconnect) {
        this.rooms = rooms;
        this.nodes = rooms.engine().join(new ThisNode(rooms, disconnect));
    }

    /** All nodes that share the rooms: what is not asked of one room. */
    public Node nodes() {
        return nodes;
    }

    /** A room with its members. */
    public CompletionStage<RoomView> room(String name) {
        return ask(name, room -> room.view(true));
    }

    /** What was published after a position, as far as it is kept. */
    public CompletionStage<Excerpt> history(String name, Command.History command) {
        return ask(name, room -> room.history(command));
    }

    /** The server itself says something to a room, which begins with that if need be. @return the place that it got */
    public CompletionStage<Position> publish(String name, Command.Publish command) {
        Room room = rooms.open(name);
        return room.askKnown(() -> room.publish(command))
                .thenCompose(place -> place)
                .whenComplete((place, failure) -> room.release());
    }

    /** Sends away one member, or all who are one user. @return how many it were */
    public CompletionStage<Integer> kick(String name, String userOrClient) {
        return ask(name, room -> room.kick(userOrClient));
    }

    /** Sends all members away and forgets what was published. @return how many it were */
    public CompletionStage<Integer> close(String name) {
        return ask(name, Room::close);
    }

    private <T> CompletionStage<T> ask(String name, Function<Room, T> question) {
        Room room = rooms.reach(name);
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        return room.askKnown(() -> rooms.engine().isShared() && isNothing(room) ? null : question.apply(room))
                .whenComplete((answer, failure) -> room.release());
    }

    /** Nobody is here, and nothing was ever said. */
    private static boolean isNothing(Room room) {
        RoomView view = room.view(false);
        return view.count() == 0 && view.position().offset() == 0;
    }
}
