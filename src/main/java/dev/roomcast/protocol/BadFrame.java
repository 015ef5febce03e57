package dev.roomcast.protocol;

/** A frame that is no command. It is answered with an {@code $error}, which closes nothing by itself. */
public final class BadFrame extends Exception {

    private final ErrorCode code;
    private final long id;
    private final boolean connect;

    /**
     * @param id of the request, or 0 where none could be read
     * @param connect whether it was meant to be a {@code $connect}
     * @param message for a developer
     */
    BadFrame(ErrorCode code, long id, boolean connect, String message) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
        this.connect = connect;
    }

    /** A command that is understood, and makes no sense here. */
    public static BadFrame badRequest(long id, String message) {
        return new BadFrame(ErrorCode.BAD_REQUEST, id, false, message);
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
