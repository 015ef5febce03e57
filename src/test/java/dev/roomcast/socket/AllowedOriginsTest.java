package dev.roomcast.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com, true",
        "https://example.com/, https://example.com, true",
        "HTTPS://Example.COM, https://example.com, true",
        "https://example.com:443, https://example.com, true",
        "http://example.com:80, http://example.com, true",
        "https://example.com, https://example.com:443, true",
        "https://example.com:8443, https://example.com:8443, true",
        "https://example.com:8443, https://example.com, false",
        "https://example.com, http://example.com, false",
        "https://example.com, https://example.com.evil.example, false",
        "https://example.com, https://evilexample.com, false",
        "https://example.com, null, false",
        "https://*.example.com, https://a.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.EXAMPLE.com:443/, https://a.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://.example.com, false",
        "https://*.example.com, https://*.example.com, false",
        "https://*.example.com, http://a.example.com, false",
        "https://*.example.com, https://a.example.com:8443, false",
        "https://*.example.com, https://evil.example/.example.com, false",
        "https://*.example.com, https://aexample.com, false",
        "https://*.example.com:8443, https://a.example.com:8443, true",
        "*, https://anything.example, true",
        "*, null, true",
        "null, null, true",
        "file://, file://, true",
        "weapp://wechat-game-runtime, weapp://wechat-game-runtime, true",
        "http://localhost:3000, http://localhost:3000, true",
        "http://localhost:03000, http://localhost:3000, true",
        "http://localhost:65535, http://localhost:65535, true",
        "http://[::1]:3000, http://[::1]:3000, true",
        "http://192.168.1.7, http://192.168.1.7:80, true",
        "https://müller.example, https://xn--mller-kva.example, true"
    })
    void matches_origins_by_their_meaning(String configured, String sent, boolean allowed) {
        assertEquals(allowed, AllowedOrigins.of(List.of(configured)).allows(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "https://example.com:65536",
                "https://example.com:99999",
                "*.example.com",
                "https://",
                "https://*",
                "https://a.*.example.com",
                "https://exam*ple.com",
                "https://example.com/path",
                "https://example.com?x",
                "https://user@example.com",
                "https://example.com:port",
                "https://example.com https://other.example",
                "https:/example.com",
                "example.com:443",
                "none"
            })
    void rejects_an_entry_that_no_origin_can_match(String configured) {
        Exception wrong = assertThrows(
                IllegalArgumentException.class, () -> AllowedOrigins.of(List.of("https://good.example", configured)));
        assertTrue(wrong.getMessage().contains("roomcast.origins"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains("'" + configured + "'"), wrong.getMessage());
    }

    @Test
    void allows_every_origin_by_default() {
        assertTrue(AllowedOrigins.of(List.of()).allows("https://anything.example"));
    }

    @Test
    void allows_the_origins_of_every_entry() {
        AllowedOrigins origins = AllowedOrigins.of(List.of("https://a.example", "https://*.b.example", "null"));
        assertTrue(origins.allows("https://a.example"));
        assertTrue(origins.allows("https://x.b.example"));
        assertTrue(origins.allows("null"));
    }
}
