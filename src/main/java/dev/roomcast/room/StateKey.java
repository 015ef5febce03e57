package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/** The meaning of a key of the shared state, determined by its first part. */
final class StateKey {

    private static final String CLIENT = "c_";

    private StateKey() {}

    /** Returns the part before the first slash; without a slash, the whole key. */
    static String firstPart(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    /** Returns the client that owns the key; null: none. */
    static @Nullable String client(String key) {
        return key.startsWith(CLIENT) ? firstPart(key) : null;
    }

    /** Returns whether only the host may set the key. */
    static boolean isHost(String key) {
        return key.charAt(0) == '$' || firstPart(key).equals("host");
    }

    /** Returns whether only the operators' API may set the key. */
    static boolean isServer(String key) {
        return firstPart(key).equals("server");
    }
}
