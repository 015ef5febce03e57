package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Limits the publications of a room, and its requests that notify all members, to the rates of its type. */
final class PublicationAdmission {

    /** The interval between computations of this node's share of the rates, in milliseconds. */
    private static final long SHARE_MILLIS = 1000;

    /** Null: the room has no rate limit. */
    private final @Nullable RoomRateLimiter rateLimiter;

    private final Clock clock;
    private final Replies replies;
    /** Computes this node's share of the rates; null: it has the whole rates. */
    private final @Nullable DoubleSupplier share;

    private long sharedAt;

    /** @param share computes this node's share of the rates; null: it has the whole rates */
    PublicationAdmission(RoomType type, Clock clock, Replies replies, @Nullable DoubleSupplier share) {
        this.rateLimiter = RoomRateLimiter.of(type, clock.monotonicMillis());
        this.clock = clock;
        this.replies = replies;
        this.share = share;
        this.sharedAt = clock.monotonicMillis() - SHARE_MILLIS;
    }

    private boolean admits(int length) {
        if (rateLimiter == null) {
            return true;
        }
        long now = clock.monotonicMillis();
        if (share != null && now - sharedAt >= SHARE_MILLIS) {
            sharedAt = now;
            rateLimiter.share(share.getAsDouble());
        }
        return rateLimiter.admits(length, now);
    }

    /** Admits a level 0 or binary message; a refusal disconnects its sender, because there is no error frame. */
    boolean admits(Subscriber subscriber, int length) {
        boolean admits = admits(length);
        if (!admits) {
            subscriber.disconnect(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
        }
        return admits;
    }

    /** Admits a level 1 publication; a refusal sends an error frame. */
    boolean admits(Subscriber subscriber, Command.Publish command) {
        return admits(subscriber, command, command.size());
    }

    /**
     * Admits a request that notifies all members; a refusal sends an error frame.
     *
     * @param length the length of its content, in bytes
     */
    boolean admits(Subscriber subscriber, Command command, int length) {
        boolean admits = admits(length);
        if (!admits) {
            replies.tooMuch(subscriber, command.id());
        }
        return admits;
    }
}
