package dev.roomcast.api;

import dev.roomcast.bans.BanListFullException;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.StateRefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the history of rooms, and publishes to rooms like a member. */
final class PublicationOperations {

    /** The maximum number of remembered idempotency keys. */
    private static final int KEYS = 16_384;

    private static final long KEY_AGE = 600_000;

    private final RoomAdmin admin;
    private final Hub hub;
    private final CommandDecoder decoder;
    private final IdempotencyCache<Under, Position> once;

    /** An idempotency key in one room. */
    private record Under(String room, String key) {}

    PublicationOperations(RoomAdmin admin, Hub hub, CommandDecoder decoder, Clock clock) {
        this.admin = admin;
        this.hub = hub;
        this.decoder = decoder;
        this.once = new IdempotencyCache<>(KEYS, KEY_AGE, clock::monotonicMillis);
    }

    CompletionStage<byte[]> publish(String room, byte[] body) {
        PublishBody request = PublishBody.of(body, decoder);
        if (!request.rooms().isEmpty()) {
            throw ProblemException.badRequest("rooms belongs to /api/publications");
        }
        return publish(room, request).thenApply(ApiJson::published);
    }

    /** Publishes to several rooms; a refusal in one room does not affect the others. */
    CompletionStage<byte[]> publishToMany(byte[] body) {
        PublishBody request = PublishBody.of(body, decoder);
        if (request.rooms().isEmpty()) {
            throw ProblemException.badRequest("rooms is missing");
        }
        List<CompletableFuture<PublishResult>> results = request.rooms().stream()
                .map(room -> resultOf(room, request).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> ApiJson.published(
                        results.stream().map(CompletableFuture::join).toList()));
    }

    private CompletionStage<PublishResult> resultOf(String room, PublishBody request) {
        try {
            return publish(room, request).handle((position, failure) -> {
                ProblemException problem = failure == null ? null : problem(failure);
                return new PublishResult(room, position, problem);
            });
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(new PublishResult(room, null, e));
        }
    }

    static ProblemException problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof EngineUnavailableException) {
            return ProblemException.unavailable(cause.getMessage());
        }
        if (cause instanceof BadFrameException bad) {
            return bad.code() == ErrorCode.TOO_LARGE
                    ? ProblemException.tooLarge(bad.getMessage())
                    : ProblemException.badRequest(bad.getMessage());
        }
        if (cause instanceof StateRefusedException refused) {
            return ProblemException.of(refused.refusal());
        }
        if (cause instanceof BanListFullException) {
            return ProblemException.unavailable(cause.getMessage());
        }
        return cause instanceof ProblemException problem ? problem : ProblemException.internal();
    }

    private CompletionStage<Position> publish(String name, PublishBody request) {
        String room = RoomOperations.room(name);
        if (hub.isCongested()) {
            throw ProblemException.unavailable("too much waits to be delivered");
        }
        if (admin.remembersKeys()) {
            return admin.publish(room, request.command(), request.key());
        }
        Under key = request.key() == null ? null : new Under(room, request.key());
        return once.run(key, () -> admin.publish(room, request.command(), null));
    }

    /** Forgets the idempotency keys of a room that was closed. */
    void removeResults(String room) {
        once.removeIf(key -> key.room.equals(room));
    }

    /** @param after the offset before the first publication; null: the newest publications */
    CompletionStage<byte[]> history(String room, String epoch, @Nullable String after, @Nullable String limit) {
        long from = after == null ? -1 : Page.integer("after", after, 0);
        long maxCount = limit == null ? 0 : Page.integer("limit", limit, 1);
        return admin.history(RoomOperations.room(room), new Command.History(0, epoch, from, maxCount))
                .thenApply(excerpt -> ApiJson.history(RoomOperations.there(excerpt)));
    }
}
