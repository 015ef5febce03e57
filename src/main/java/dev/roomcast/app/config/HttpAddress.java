package dev.roomcast.app.config;

import java.net.URI;

/** Checks addresses of other servers in the configuration. */
final class HttpAddress {

    private HttpAddress() {}

    /**
     * @param key of the configuration, for the error
     * @throws IllegalArgumentException for what is no absolute address of http or https
     */
    static URI of(String key, String address) {
        try {
            URI uri = URI.create(address.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // The error below says it.
        }
        throw new IllegalArgumentException(
                "Configuration: " + key + " is an address of http or https, for example https://example.com/path.");
    }
}
