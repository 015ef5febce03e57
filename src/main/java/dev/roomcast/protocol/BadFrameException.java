package dev.roomcast.protocol;

/**
 * Thrown for a frame that is no valid command. The server answers with an {@code $error} and keeps the connection open.
 */
public final class BadFrameException extends Exception {

    private final ErrorCode code;
    private final long id;
    private final boolean connect;

    /**
     * @param id the id of the request; 0: unknown
     * @param connect whether the frame is a {@code $connect}
     * @param message the message for a developer
     */
    BadFrameException(ErrorCode code, long id, boolean connect, String message) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
        this.connect = connect;
    }

    /** Returns the exception for a valid command that cannot be executed in the current state. */
    public static BadFrameException badRequest(long id, String message) {
        return new BadFrameException(ErrorCode.BAD_REQUEST, id, false, message);
    }

    public boolean isConnect() {
        return connect;
    }

    public ErrorCode code() {
        return code;
    }

    public long id() {
        return id;
    }
}
