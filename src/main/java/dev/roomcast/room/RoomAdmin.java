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
 * Operations of operators on rooms; any node that shares the rooms executes them. Each runs on the room's serial executor,
 * and callbacks of its result must be short. The result is null without the room, and fails if the engine does not answer.
 * Thread: any.
 */
public final class RoomAdmin {

    private final RoomService rooms;
    private final NodeQueries nodes;
    private final LocalNodeQueries here;
    /** Null: every room is on this node. */
    private final @Nullable SharedRooms shared;

    /** @param connections of this node */
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

    /** From now on this node answers questions about a topic, by {@link NodeQueries#query}. */
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

    /** A room with its members. */
    public CompletionStage<RoomView> room(String name) {
        return isElsewhere(name)
                ? shared.view(name, rooms.type(name))
                : query(name, room -> room.control().view(true));
    }

    /** The publications after a position, as far as they are kept. */
    public CompletionStage<HistoryPage> history(String name, Command.History command) {
        return isElsewhere(name)
                ? shared.history(name, rooms.type(name), command, rooms.decoder())
                : query(name, room -> room.history(command));
    }

    /**
     * The server publishes in a room, which begins with that if need be.
     *
     * @return the position of the publication; its offset is 0 for a direct or volatile one
     */
    public CompletionStage<Position> publish(String name, Command.Publish command) {
        return publish(name, command, null);
    }

    /**
     * The server publishes in a room, which begins with that if need be.
     *
     * @param key under which it does so once, on whatever node; null: every time
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
     * The server publishes one key of the state in a room. The bound of one value does not hold for it.
     *
     * @param key in the state
     * @param once under which it publishes once, on whatever node
     * @return the position of the publication; fails with {@link StateRefusedException} where the room has no place for it
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

    /** Whether the engine remembers the keys of publications. */
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
     * Makes a player of a room the host.
     *
     * @return whether the client is a player online
     */
    public CompletionStage<Boolean> host(String name, String client) {
        CompletionStage<CompletionStage<Boolean>> asked =
                query(name, room -> room.control().host(client));
        return asked.thenCompose(done -> done == null ? CompletableFuture.completedFuture(null) : done);
    }

    /**
     * The kept frames of a room's run.
     *
     * @param after the frame after which, from 0
     * @param limit the most frames; 0: as many as the server gives
     * @return empty where the room keeps no run
     */
    public CompletionStage<Optional<RawJson>> frames(String name, long after, long limit) {
        CompletionStage<CompletionStage<RawJson>> asked =
                query(name, room -> room.control().frames(after, limit));
        return asked.thenCompose(frames -> frames == null
                ? CompletableFuture.<Optional<RawJson>>completedFuture(null)
                : frames.thenApply(Optional::ofNullable));
    }

    /**
     * Sends all members away and forgets what was published.
     *
     * @return how many it were
     */
    public CompletionStage<Integer> close(String name) {
        return shared == null ? query(name, room -> room.control().close()) : shared.close(name, rooms.type(name));
    }

    /** Whether the room may exist, and this node has no replica of it. */
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
