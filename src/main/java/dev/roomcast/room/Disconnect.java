package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection.
 *
 * @param after the delay before the client may reconnect, in milliseconds; 0: none
 * @param isExplained whether an explaining frame precedes the close frame; not after {@code $leave}
 * @param message the reason for the client; null: the reason of the code
 */
public record Disconnect(
        CloseCode code,
        long after,
        boolean isExplained,
        @Nullable String message) {

    /** The default delay of a client that must not reconnect at once, in milliseconds. */
    private static final long STAY_AWAY_MILLIS = 1000;

    /** The number of reconnecting clients per second that a node handles easily. */
    private static final int RETURNS_PER_SECOND = 2000;

    /** Returns the time over which the reconnects of that many clients are spread, in milliseconds; at least 1000. */
    public static long spread(long clients) {
        return Math.max(1000, 1000 * clients / RETURNS_PER_SECOND);
    }

    public static Disconnect of(CloseCode code) {
        return of(code, null);
    }

    public static Disconnect of(CloseCode code, long after) {
        return new Disconnect(code, after, true, null);
    }

    /** @param message the reason for the client; null: the reason of the code */
    public static Disconnect of(CloseCode code, @Nullable String message) {
        return new Disconnect(code, usualDelay(code), true, message);
    }

    private static long usualDelay(CloseCode code) {
        return switch (code) {
            case SHUTDOWN, TOO_MANY_REQUESTS, LOGIN_UNAVAILABLE -> STAY_AWAY_MILLIS;
            default -> 0;
        };
    }

    /** Returns the end that a client requested. */
    public static Disconnect requested() {
        return new Disconnect(CloseCode.NORMAL, 0, false, null);
    }

    /** Returns the reason for the client. */
    public String reason() {
        return message == null ? code.reason() : message;
    }
}
