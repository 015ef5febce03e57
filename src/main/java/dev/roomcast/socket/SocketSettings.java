package dev.roomcast.socket;

import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the socket is told by the configuration.
 *
 * @param maxMessage the longest message, in bytes
 * @param origins the origins that are let in; empty: all
 * @param portable whether the portable transport is used
 * @param proxies who is believed about where and who a client is
 * @param queryToken whether a token may stand in the address
 * @param userHeader where a trusted proxy says who it is; null: none does
 * @param userName from what stands there to a name that may be shown
 */
public record SocketSettings(
        int maxMessage,
        Set<String> origins,
        boolean portable,
        TrustedProxies proxies,
        boolean queryToken,
        String userHeader,
        UnaryOperator<String> userName) {

    boolean allowsOrigin(String origin) {
        return origins.isEmpty() || origins.contains(origin);
    }
}
