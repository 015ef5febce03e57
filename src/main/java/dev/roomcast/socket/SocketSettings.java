package dev.roomcast.socket;

import java.util.Set;

/**
 * What the socket is told by the configuration.
 *
 * @param maxMessage the longest message, in bytes
 * @param origins the origins that are let in; empty: all
 * @param portable whether the portable transport is used
 */
public record SocketSettings(int maxMessage, Set<String> origins, boolean portable) {

    boolean allowsOrigin(String origin) {
        return origins.isEmpty() || origins.contains(origin);
    }
}
