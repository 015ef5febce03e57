package dev.roomcast.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The reasons why the server closes a connection. Clients reconnect after 4000–4499, and do not after 4500–4999. The
 * lower codes are those of RFC 6455, section 7.4.1.
 */
public enum CloseCode {
    NORMAL(1000, "left", null),
    PROTOCOL_ERROR(1002, "protocol error", null),
    INVALID_TEXT(1007, "text is not UTF-8", null),
    TOO_LARGE(1009, "message too large", null),
    INTERNAL(1011, "internal error", null),
    LOGIN_UNAVAILABLE(1013, "the login service does not answer", null),
    SHUTDOWN(4001, "shutdown", null),
    TOKEN_EXPIRED(4005, "token expired", null),
    SLOW(4008, "slow", null),
    INSUFFICIENT_STATE(4010, "insufficient state", null),
    NO_SIGN_OF_LIFE(4012, "no sign of life", null),
    TOO_MANY_REQUESTS(4013, "too many requests", ErrorCode.RATE_LIMITED),
    INVALID_TOKEN(4500, "invalid token", ErrorCode.UNAUTHORIZED),
    BAD_REQUEST(4501, "bad request", ErrorCode.BAD_REQUEST),
    NO_CONNECT(4502, "no $connect in time", ErrorCode.NOT_CONNECTED),
    CLOSED_BY_OPERATOR(4503, "closed by an operator", ErrorCode.FORBIDDEN),
    TOO_MANY_CONNECTIONS(4504, "too many connections", ErrorCode.FORBIDDEN),
    FORBIDDEN(4507, "forbidden", ErrorCode.FORBIDDEN),
    REPLACED(4510, "replaced by the same user", ErrorCode.FORBIDDEN),
    ROOM_CLOSED(4511, "room closed", ErrorCode.FORBIDDEN),
    KICKED(4512, "kicked", ErrorCode.FORBIDDEN),
    ROOM_FULL(4513, "room full", ErrorCode.FORBIDDEN),
    UNSUPPORTED_VERSION(4514, "unsupported version", ErrorCode.UNSUPPORTED_VERSION),
    DOOR_CLOSED(4515, "door closed", ErrorCode.FORBIDDEN),
    WRONG_KEY(4516, "wrong key", ErrorCode.FORBIDDEN),
    ROOM_NOT_NEW(4517, "room is not new", ErrorCode.FORBIDDEN),
    NO_SUCH_ROOM(4518, "no such room", ErrorCode.FORBIDDEN),
    BANNED(4519, "banned", ErrorCode.FORBIDDEN);

    private final int code;
    private final String reason;
    private final @Nullable ErrorCode error;

    CloseCode(int code, String reason, @Nullable ErrorCode error) {
        this.code = code;
        this.reason = reason;
        this.error = error;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /** Returns whether a client should reconnect automatically. */
    public boolean reconnect() {
        return code >= 4000 && code < 4500 || this == INTERNAL || this == LOGIN_UNAVAILABLE;
    }

    /** Returns the error frame that precedes the close frame at level 0; null: none. */
    public @Nullable ErrorCode error() {
        return error;
    }
}
