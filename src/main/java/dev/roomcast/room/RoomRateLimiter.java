package dev.roomcast.room;

import dev.roomcast.concurrent.TokenBucket;
import org.jspecify.annotations.Nullable;

/** Limits the messages of all members of a room together. */
final class RoomRateLimiter {

    /** The largest burst, in seconds of the average rate. */
    private static final double BURST = 2;

    private final RoomType type;
    private final TokenBucket messages;
    private final TokenBucket bytes;
    private double share = 1;

    private RoomRateLimiter(RoomType type, TokenBucket messages, TokenBucket bytes) {
        this.type = type;
        this.messages = messages;
        this.bytes = bytes;
    }

    /** @return the limiter; null: the type has no limit */
    static @Nullable RoomRateLimiter of(RoomType type, long now) {
        if (type.messagesPerSecond() == 0 && type.bytesPerSecond() == 0) {
            return null;
        }
        return new RoomRateLimiter(type, bucket(type.messagesPerSecond(), now), bucket(type.bytesPerSecond(), now));
    }

    private static TokenBucket bucket(double perSecond, long now) {
        return perSecond == 0
                ? new TokenBucket(Double.MAX_VALUE, Double.MAX_VALUE, now)
                : new TokenBucket(perSecond, burst(perSecond), now);
    }

    /** Returns the burst of a rate, which admits at least one message. */
    private static double burst(double perSecond) {
        return Math.max(1, BURST * perSecond);
    }

    /**
     * Sets this node's share of the rates; other nodes have the rest.
     *
     * @param newShare the share, above 0 and at most 1
     */
    void share(double newShare) {
        if (newShare != share) {
            share = newShare;
            change(messages, type.messagesPerSecond() * newShare);
            change(bytes, type.bytesPerSecond() * newShare);
        }
    }

    private static void change(TokenBucket bucket, double perSecond) {
        if (perSecond > 0) {
            bucket.change(perSecond, burst(perSecond));
        }
    }

    /** Returns whether one more message of that many bytes is admitted. */
    boolean admits(int length, long now) {
        boolean admits = messages.holds(1, now) && admitsBytes(length, now);
        if (admits) {
            messages.take(1);
            bytes.take(length);
        }
        return admits;
    }

    /** A message larger than the burst of this node's share needs a full bucket, and leaves it in debt. */
    private boolean admitsBytes(int length, long now) {
        double whole = BURST * type.bytesPerSecond();
        return whole == 0 || length <= whole && bytes.holds(Math.min(length, whole * share), now);
    }
}
