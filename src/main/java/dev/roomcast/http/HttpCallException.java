package dev.roomcast.http;

/** A call that got no usable answer. The message names the cause in a few words and never the address. */
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

    /** @param cause of which the message names the type alone: the text may hold the address */
    public static HttpCallException connection(Throwable cause) {
        return new HttpCallException(cause.getClass().getSimpleName(), true);
    }

    /** Returns whether the connection failed before the whole answer was read, so that a second call may succeed. */
    public boolean isConnectionLost() {
        return isConnectionLost;
    }
}
