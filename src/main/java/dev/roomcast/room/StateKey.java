package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/** The meaning of a key of the shared state, which its first part gives. */
final class StateKey {

    private static final String CLIENT = "c_";

    private StateKey() {}

    /** The part before the first slash, or all of it. */
    static String firstPart(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    /** Returns the client that owns the key, or null. */
    static @Nullable String client(String key) {
        return key.startsWith(CLIENT) ? firstPart(key) : null;
    }

    /** Whether the host alone sets it. */
    static boolean isHost(String key) {
        return key.charAt(0) == '$' || firstPart(key).equals("host");
    }

    /** Whether the operators' API alone sets it. */
    static boolean isServer(String key) {
        return firstPart(key).equals("server");
    }
}
