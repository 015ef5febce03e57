package dev.roomcast.http;

/** Thrown when a call has no usable response. The message states the cause in a few words, without the URL. */
public final class HttpCallException extends RuntimeException {

    private final boolean isConnectionLost;

    private HttpCallException(String message, boolean isConnectionLost) {
        super(message, null, false, false);
        this.isConnectionLost = isConnectionLost;
    }

    static HttpCallException timeout() {
        return new HttpCallException("no answer in time", false);
    }

    static HttpCallException tooLarge(int maxBytes) {
        return new HttpCallException("an answer of more than " + maxBytes + " bytes", false);
    }

    static HttpCallException overloaded() {
        return new HttpCallException("too many calls wait", false);
    }

    /** @param cause the failure; the message contains only its type, because its text may contain the URL */
    public static HttpCallException connection(Throwable cause) {
        return new HttpCallException(cause.getClass().getSimpleName(), true);
    }

    /**
     * Returns whether the connection failed before the complete response arrived, so that a second call may succeed.
     */
    public boolean isConnectionLost() {
        return isConnectionLost;
    }
}
