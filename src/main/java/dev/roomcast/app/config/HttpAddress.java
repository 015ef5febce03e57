package dev.roomcast.app.config;

import java.net.URI;

/** Validates the URLs of other servers in the configuration. */
final class HttpAddress {

    private HttpAddress() {}

    /**
     * @param key the configuration key, for the error message
     * @throws IllegalArgumentException for any value but an absolute HTTP or HTTPS URL
     */
    static URI of(String key, String address) {
        try {
            URI uri = URI.create(address.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // reported by the exception below
        }
        throw new IllegalArgumentException(
                "Configuration: " + key + " is an address of http or https, for example https://example.com/path.");
    }
}
