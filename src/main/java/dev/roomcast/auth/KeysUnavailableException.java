package dev.roomcast.auth;

/** The login service did not publish a usable set of keys, so it is unknown whether a key exists. */
final class KeysUnavailableException extends RuntimeException {

    KeysUnavailableException() {
        super("the login service does not answer", null, false, false);
    }
}
