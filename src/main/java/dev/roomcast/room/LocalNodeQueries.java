package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Answers queries for this node only. */
final class LocalNodeQueries implements NodeQueries {

    private final RoomService rooms;
    private final UserConnections connections;
    private final Map<String, Answerer> answerers = new ConcurrentHashMap<>();
    private volatile Supplier<String> report = () -> "{}";

    LocalNodeQueries(RoomService rooms, UserConnections connections) {
        this.rooms = rooms;
        this.connections = connections;
    }

    /** @param report supplies a description of this node as a JSON object */
    void report(Supplier<String> report) {
        this.report = report;
    }

    @Override
    public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
        List<CompletableFuture<RoomView>> views = rooms.named(prefix, after, limit)
                .map(room -> room.submit(() -> room.control().view(false)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                .thenApply(done -> views.stream().map(CompletableFuture::join).toList());
    }

    /** Registers the answerer of a topic. */
    void answer(String topic, Answerer answerer) {
        answerers.put(topic, answerer);
    }

    @Override
    public CompletionStage<List<String>> query(String topic, String question) {
        Answerer answerer = answerers.get(topic);
        return answerer == null
                ? CompletableFuture.failedFuture(new EngineUnavailableException())
                : answerer.answer(question).thenApply(List::of);
    }

    @Override
    public CompletionStage<Integer> disconnect(String user) {
        return connections.disconnect(user);
    }

    @Override
    public CompletionStage<Integer> send(String user, Frame frame) {
        return connections.send(user, frame);
    }

    @Override
    public CompletionStage<Integer> connections(String user) {
        return CompletableFuture.completedFuture(connections.connections(user));
    }

    @Override
    public CompletionStage<List<String>> reports() {
        return CompletableFuture.completedFuture(List.of(report.get()));
    }

    @Override
    public CompletionStage<List<UserMembership>> membershipsOf(String user) {
        List<CompletableFuture<List<UserMembership>>> memberships = rooms.rooms().stream()
                .map(room -> room.submit(() -> room.control().memberships(user)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(memberships.toArray(CompletableFuture[]::new))
                .thenApply(done -> memberships.stream()
                        .flatMap(each -> each.join().stream())
                        .limit(MAX_SEATS)
                        .toList());
    }
}
