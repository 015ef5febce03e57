package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executes operations of operators on rooms, on any node that shares the rooms. Each operation runs on the room's
 * serial executor, and callbacks of its result must be short. The result is null if the room does not exist, and fails
 * if the engine does not answer. Thread: any.
 */
public final class RoomAdmin {

    private final RoomService rooms;
    private final NodeQueries nodes;
    private final LocalNodeQueries here;
    /** The operations on shared rooms; null: every room is on this node. */
    private final @Nullable SharedRooms shared;

    /** @param connections the connections of this node */
    public RoomAdmin(RoomService rooms, UserConnections connections) {
        this.rooms = rooms;
        this.shared = rooms.engine().sharedRooms();
        this.here = new LocalNodeQueries(rooms, connections);
        this.nodes = rooms.engine().join(here);
    }

    /** Sets the report of this node, a JSON object. Thread: any. */
    public void report(Supplier<String> report) {
        here.report(report);
    }

    /** Registers the answerer of a topic for {@link NodeQueries#query}. */
    public void answer(String topic, NodeQueries.Answerer answerer) {
        here.answer(topic, answerer);
    }

    /** Returns whether other nodes share the rooms. */
    public boolean isShared() {
        return shared != null;
    }

    /** Returns the queries to all nodes that share the rooms. */
    public NodeQueries nodes() {
        return nodes;
    }

    /** Returns a room with its members. */
    public CompletionStage<RoomView> room(String name) {
        return isElsewhere(name)
                ? shared.view(name, rooms.type(name))
                : query(name, room -> room.control().view(true));
    }

    /** Returns the retained publications after a position. */
    public CompletionStage<HistoryPage> history(String name, Command.History command) {
        return isElsewhere(name)
                ? shared.history(name, rooms.type(name), command, rooms.decoder())
                : query(name, room -> room.history(command));
    }

    /**
     * Publishes as the server. The room begins if it does not exist.
     *
     * @return the position of the publication; its offset is 0 for a direct or volatile one
     */
    public CompletionStage<Position> publish(String name, Command.Publish command) {
        return publish(name, command, null);
    }

    /**
     * Publishes as the server. The room begins if it does not exist.
     *
     * @param key the idempotency key in the room, for all nodes; null: none
     * @return the position of the publication; its offset is 0 for a direct or volatile one
     */
    public CompletionStage<Position> publish(String name, Command.Publish command, @Nullable String key) {
        if (isElsewhere(name) && command.state() == null) {
            return shared.publish(name, rooms.type(name), command, null, key)
                    .thenApply(done -> published(name, command, null, done));
        }
        Room room = rooms.open(name);
        return room.submitWhenKnown(() -> room.control().publish(command, key))
                .thenCompose(place -> place)
                .whenComplete((place, failure) -> room.release());
    }

    /**
     * Publishes one key of the shared state as the server. The bound of a single value does not apply.
     *
     * @param key the key in the state
     * @param once the idempotency key in the room, for all nodes
     * @return the position of the publication; fails with {@link StateRefusedException} if the state has no capacity
     *     for it
     */
    public CompletionStage<Position> publishState(String name, String method, String key, RawJson value, String once) {
        Command.Publish command = new Command.Publish(0, method, null, null, false);
        RawJson set = RawJson.of("{\"" + key + "\":" + value + "}");
        StateUpdate update = new StateUpdate(
                new StateChange(List.of(new StateChange.Entry(key, value, null)), null, set), null, false);
        if (isElsewhere(name)) {
            return shared.publish(name, rooms.type(name), command, update, once)
                    .thenApply(done -> published(name, command, set, done));
        }
        Room room = rooms.open(name);
        return room.submitWhenKnown(() -> room.control().publish(command, update, once))
                .thenCompose(place -> place)
                .whenComplete((place, failure) -> room.release());
    }

    private Position published(
            String name, Command.Publish command, @Nullable RawJson set, SharedRooms.Published done) {
        boolean isOrdered = command.to() == null && !command.isVolatile();
        if (done.isNew() && isOrdered && rooms.listener().wantsPublications()) {
            rooms.listener()
                    .published(
                            name,
                            PublicationFrames.publication(
                                    command.method(),
                                    command.data(),
                                    set,
                                    PublicationFrames.SERVER,
                                    done.position().offset(),
                                    done.time()));
        }
        return done.position();
    }

    /** Returns whether the engine remembers idempotency keys of publications. */
    public boolean remembersKeys() {
        return shared != null;
    }

    /**
     * Removes a client, or all clients of a user.
     *
     * @return the number of removed members
     */
    public CompletionStage<Integer> kick(String name, String userOrClient) {
        return shared == null
                ? query(name, room -> room.control().kick(userOrClient))
                : shared.kick(name, rooms.type(name), userOrClient);
    }

    /**
     * Makes a player the host of its room.
     *
     * @return whether the client is an online player
     */
    public CompletionStage<Boolean> host(String name, String client) {
        CompletionStage<CompletionStage<Boolean>> asked =
                query(name, room -> room.control().host(client));
        return asked.thenCompose(done -> done == null ? CompletableFuture.completedFuture(null) : done);
    }

    /**
     * Returns the retained frames of a room's run.
     *
     * @param after the number of the last frame before the result, from 0
     * @param limit the maximum number of frames; 0: the server's bound
     * @return empty if the room retains no run
     */
    public CompletionStage<Optional<RawJson>> frames(String name, long after, long limit) {
        CompletionStage<CompletionStage<RawJson>> asked =
                query(name, room -> room.control().frames(after, limit));
        return asked.thenCompose(frames -> frames == null
                ? CompletableFuture.<Optional<RawJson>>completedFuture(null)
                : frames.thenApply(Optional::ofNullable));
    }

    /**
     * Closes a room: removes all members and drops the history.
     *
     * @return the number of removed members
     */
    public CompletionStage<Integer> close(String name) {
        return shared == null ? query(name, room -> room.control().close()) : shared.close(name, rooms.type(name));
    }

    /** Returns whether the room may exist on other nodes without a replica on this node. */
    private boolean isElsewhere(String name) {
        return shared != null && !rooms.isHere(name);
    }

    private <T> CompletionStage<T> query(String name, Function<Room, T> question) {
        Room room = rooms.openOrCreate(name);
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        return room.submitWhenKnown(() -> rooms.engine().isShared() && isNothing(room) ? null : question.apply(room))
                .whenComplete((answer, failure) -> room.release());
    }

    /** Returns whether the room has neither members nor publications. */
    private static boolean isNothing(Room room) {
        RoomView view = room.control().view(false);
        return view.count() == 0 && view.position().offset() == 0;
    }
}
