package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;

/**
 * How a connection ends.
 *
 * @param after how long its client is asked to stay away, in milliseconds; 0 where it does not matter
 * @param told whether the frames that explain the end go before it; they do not after {@code $leave}
 */
public record Goodbye(CloseCode code, long after, boolean told) {

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
