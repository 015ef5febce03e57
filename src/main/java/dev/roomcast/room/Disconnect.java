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

    /** The number of reconnecting clients per second that a node handles easily. */
    private static final int RETURNS_PER_SECOND = 2000;

    /** Returns the time over which the reconnects of that many clients are spread, in milliseconds; at least 1000. */
    public static long spread(long clients) {
        return Math.max(1000, 1000 * clients / RETURNS_PER_SECOND);
    }

    public static Disconnect of(CloseCode code) {
        return new Disconnect(code, 0, true, null);
    }

    public static Disconnect of(CloseCode code, long after) {
        return new Disconnect(code, after, true, null);
    }

    /** @param message the reason for the client; null: the reason of the code */
    public static Disconnect of(CloseCode code, @Nullable String message) {
        return new Disconnect(code, 0, true, message);
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
