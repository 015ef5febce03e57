package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users and addresses of clients behind a proxy, and the connection rate of an address. */
class TrustedProxyIT extends Logins {

    @Test
    void trusts_the_user_header_only_from_a_trusted_proxy() throws Exception {
        try (ServerProcess behind = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "header")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_TRUSTED_PROXIES", "127.0.0.0/8")
                .start()) {
            try (RawClient client = RawClient.connect(behind)) {
                client.handshake("/ws/a?v=1&user=admin", "X-WX-OPENID: oAbc");
                String welcome = welcome(client);
                assertTrue(welcome.contains("\"user\":\"w_") && !welcome.contains("oAbc"), welcome);
            }
            try (RawClient client = RawClient.connect(behind)) {
                client.handshake("/ws/a");
                assertEquals(INVALID_TOKEN, client.readCloseCode());
            }
        }
        try (ServerProcess open = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "header")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_TRUSTED_PROXIES", "10.0.0.1")
                .start()) {
            try (RawClient client = RawClient.connect(open)) {
                client.handshake("/ws/a", "X-WX-OPENID: oAbc", "X-Forwarded-For: 10.0.0.1");
                assertEquals(INVALID_TOKEN, client.readCloseCode());
            }
        }
    }

    @Test
    void distinguishes_addresses_behind_a_trusted_proxy_and_ignores_faked_ones() throws Exception {
        try (ServerProcess behind = ServerProcess.options()
                .with("ROOMCAST_TRUSTED_PROXIES", "127.0.0.1")
                .with("ROOMCAST_LIMITS_CONNECTIONS_PER_ADDRESS", 1)
                .start()) {
            RawClient first = from(behind, "203.0.113.7");
            RawClient second = from(behind, "203.0.113.8");
            for (String faked : List.of("203.0.113.7", "198.51.100.1, 203.0.113.7", "x, 203.0.113.7, 127.0.0.1")) {
                try (RawClient third = from(behind, faked)) {
                    assertEquals(TOO_MANY_CONNECTIONS, third.readCloseCode());
                }
            }
            first.close();
            second.close();
        }
    }

    private static RawClient from(ServerProcess behind, String forwarded) throws Exception {
        RawClient client = RawClient.connect(behind);
        assertEquals(
                101, client.handshake("/ws/a", "X-Forwarded-For: " + forwarded).status());
        return client;
    }

    @Test
    void limits_the_connection_rate_of_an_address() throws Exception {
        try (ServerProcess bounded = ServerProcess.options()
                .with("ROOMCAST_LIMITS_CONNECTS_PER_ADDRESS", 10)
                .start()) {
            int refused = 0;
            for (int i = 0; i < 100; i++) {
                try (RawClient client = RawClient.connect(bounded)) {
                    client.handshake("/ws/a");
                    client.sendText("ping");
                    refused += client.read().text().equals("pong") ? 0 : 1;
                    if (refused == 1) {
                        assertEquals(TOO_MANY_REQUESTS, client.readCloseCode());
                    }
                }
            }
            assertTrue(refused >= 50, "refused: " + refused);
            eventually("the client may connect again", () -> {
                try (RawClient client = RawClient.open(bounded, "/ws/a")) {
                    client.sendText("ping");
                    return client.read().text().equals("pong");
                }
            });
        }
    }
}
