package dev.roomcast.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that are trusted to report the address of a client. */
class TrustedProxiesTest {

    private final TrustedProxies proxies = TrustedProxies.of(List.of("10.1.0.0/16", "192.168.7.9", "fd00::/9"));

    @Test
    void trusts_exactly_the_addresses_of_its_networks() {
        for (String address :
                List.of("10.1.0.1", "10.1.255.255", "192.168.7.9", "fd00::1", "fd7f::", "::ffff:10.1.2.3")) {
            assertTrue(proxies.trusts(address), address);
        }
        for (String address : List.of("10.2.0.1", "192.168.7.8", "fd80::1", "::1", "localhost", "", "10.1")) {
            assertFalse(proxies.trusts(address), address);
        }
        assertFalse(proxies.trusts(null));
        assertTrue(TrustedProxies.of(List.of("0.0.0.0/0")).trusts("203.0.113.7"));
        assertFalse(TrustedProxies.of(List.of()).trusts("127.0.0.1"));
    }

    @Test
    void takes_the_last_hop_before_trusted_proxies() {
        assertEquals("203.0.113.7", proxies.client("10.1.0.1", List.of("203.0.113.7")));
        assertEquals("203.0.113.7", proxies.client("10.1.0.1", List.of("203.0.113.7, 10.1.0.2")));
        assertEquals("203.0.113.7", proxies.client("10.1.0.1", List.of("203.0.113.7", "192.168.7.9")));
        assertEquals("2001:db8::7", proxies.client("10.1.0.1", List.of("2001:db8::7")));
        assertEquals("203.0.113.7", proxies.client("10.1.0.1", List.of("203.0.113.7:4711")));
        assertEquals("2001:db8::7", proxies.client("10.1.0.1", List.of("[2001:db8::7]:4711")));
        assertEquals("10.1.0.1", proxies.client("10.1.0.1", List.of()));
        assertEquals("", proxies.client(null, List.of("203.0.113.7")));
    }

    @Test
    void ignores_forwarded_headers_of_the_client() {
        assertEquals("203.0.113.7", proxies.client("10.1.0.1", List.of("198.51.100.1, 203.0.113.7")));
        assertEquals("203.0.113.7", proxies.client("203.0.113.7", List.of("198.51.100.1")));
        assertEquals("10.1.0.1", proxies.client("10.1.0.1", List.of("198.51.100.1, example.com")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "fd00::/129", "10.0.0"})
    void names_an_invalid_network(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> TrustedProxies.of(List.of(text)));
        assertTrue(refused.getMessage().contains(text));
    }
}
