package dev.roomcast.api;

import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Operator;
import dev.roomcast.room.Unavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What is published in the rooms: to read, and to add to it. It goes the way of what members say. */
final class Publications {

    /** Keys under which something was done, and how long they are remembered, in milliseconds. */
    private static final int KEYS = 16_384;

    private static final long KEY_AGE = 600_000;

    private final Operator operator;
    private final Hub hub;
    private final Codec codec;
    private final Once<Under, Position> once;

    /** One publication in one room. */
    private record Under(String room, String key) {}

    Publications(Operator operator, Hub hub, Codec codec, Clock clock) {
        this.operator = operator;
        this.hub = hub;
        this.codec = codec;
        this.once = new Once<>(KEYS, KEY_AGE, clock::now);
    }

    CompletionStage<byte[]> publish(String room, byte[] body) {
        PublishRequest request = PublishRequest.of(body, codec);
        return publish(room, request).thenApply(position -> Bodies.published(request.isOrdered() ? position : null));
    }

    /** To each room by itself: where one does not take it, the others do. */
    CompletionStage<byte[]> publishToMany(byte[] body) {
        PublishRequest request = PublishRequest.of(body, codec);
        if (request.rooms().isEmpty()) {
            throw Problem.badRequest("rooms is missing");
        }
        List<CompletableFuture<Receipt>> receipts = request.rooms().stream()
                .map(room -> receipt(room, request).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
                .thenApply(done -> Bodies.published(
                        receipts.stream().map(CompletableFuture::join).toList()));
    }

    private CompletionStage<Receipt> receipt(String room, PublishRequest request) {
        try {
            return publish(room, request).handle((position, failure) -> {
                Problem problem = failure == null ? null : problem(failure);
                return new Receipt(room, request.isOrdered() ? position : null, problem);
            });
        } catch (Problem e) {
            return CompletableFuture.completedFuture(new Receipt(room, null, e));
        }
    }

    static Problem problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Unavailable) {
            return Problem.unavailable(cause.getMessage());
        }
        return cause instanceof Problem problem ? problem : Problem.internal();
    }

    private CompletionStage<Position> publish(String name, PublishRequest request) {
        String room = Rooms.room(name);
        if (hub.isCongested()) {
            throw Problem.unavailable("too much waits to be delivered");
        }
        Under key = request.key() == null ? null : new Under(room, request.key());
        return once.run(key, () -> operator.publish(room, request.command()));
    }

    /** @param after null: the newest ones */
    CompletionStage<byte[]> history(String room, String epoch, String after, String limit) {
        long from = after == null ? -1 : Page.integer("after", after, 0);
        long most = limit == null ? 0 : Page.integer("limit", limit, 1);
        return operator.history(Rooms.room(room), new Command.History(0, epoch, from, most))
                .thenApply(excerpt -> Bodies.history(Rooms.there(excerpt)));
    }
}
