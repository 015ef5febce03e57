package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;

/**
 * How a connection ends.
 *
 * @param after how long its client is asked to stay away, in milliseconds; 0 where it does not matter
 * @param told whether the frames that explain the end go before it; they do not after {@code $leave}
 */
public record Goodbye(CloseCode code, long after, boolean told) {

    /** How many clients a node takes back in a second without effort. */
    private static final int RETURNS_PER_SECOND = 2000;

    /** Within how much time so many clients who are sent away together are to come back, in milliseconds; at least 1000. */
    public static long spread(long clients) {
        return Math.max(1000, 1000 * clients / RETURNS_PER_SECOND);
    }

    public static Goodbye of(CloseCode code) {
        return new Goodbye(code, 0, true);
    }

    public static Goodbye of(CloseCode code, long after) {
        return new Goodbye(code, after, true);
    }

    /** The end that the client itself asked for. */
    public static Goodbye asked() {
        return new Goodbye(CloseCode.NORMAL, 0, false);
    }
}
