package dev.roomcast.auth;

/** Thrown when the login service has published no usable key set, so that the existence of a key is unknown. */
final class KeysUnavailableException extends RuntimeException {

    KeysUnavailableException() {
        super("the login service does not answer", null, false, false);
    }
}
