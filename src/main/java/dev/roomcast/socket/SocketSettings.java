package dev.roomcast.socket;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the endpoint.
 *
 * @param maxMessage the longest message, in bytes
 * @param origins the allowed origins
 * @param portable whether the portable transport is used
 * @param proxies the trusted proxies
 * @param queryToken whether the URL may contain a token
 * @param userHeader the header in which a trusted proxy passes the user; null: none
 * @param userName maps the value of that header to a public user name
 */
public record SocketSettings(
        int maxMessage,
        AllowedOrigins origins,
        boolean portable,
        TrustedProxies proxies,
        boolean queryToken,
        @Nullable String userHeader,
        UnaryOperator<String> userName) {

    /** @return whether pages of this origin may connect */
    public boolean allowsOrigin(String origin) {
        return origins.allows(origin);
    }
}
