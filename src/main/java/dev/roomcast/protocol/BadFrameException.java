package dev.roomcast.protocol;

/** A frame that is no command. It is answered with an {@code $error}, which closes nothing by itself. */
public final class BadFrameException extends Exception {

    private final ErrorCode code;
    private final long id;
    private final boolean connect;

    /**
     * @param id of the request, or 0 where none could be read
     * @param connect whether it was meant to be a {@code $connect}
     * @param message for a developer
     */
    BadFrameException(ErrorCode code, long id, boolean connect, String message) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
        this.connect = connect;
    }

    /** A command that is understood, and makes no sense here. */
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
