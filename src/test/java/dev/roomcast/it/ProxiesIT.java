package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies with their example files: requests of one client do not affect the others. */
class ProxiesIT {

    private static final int BAD = 3;
    private static final int GOOD = 40;

    private static ServerProcess server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options().start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy", "caddy"})
    void admits_every_user_after_many_refused_handshakes(String name) throws Exception {
        try (ExampleProxy proxy = ExampleProxy.start(name, server, folder)) {
            for (int i = 0; i < BAD; i++) {
                for (RefusedHandshakesIT.Refused refused :
                        RefusedHandshakesIT.refused().toList()) {
                    sendRefused(proxy, refused);
                }
            }
            for (int i = 0; i < GOOD; i++) {
                try (RawClient good = RawClient.connect(proxy.port())) {
                    assertEquals(101, good.handshake("/ws/good-" + i).status(), name + ", user " + i);
                    good.sendText("ping");
                    good.readUntil("pong");
                }
            }
        }
        assertEquals(List.of(), server.log().takeTroubles());
    }

    /** Accepts any answer, because a proxy may correct the request. */
    private static void sendRefused(ExampleProxy proxy, RefusedHandshakesIT.Refused refused) {
        try (RawClient bad = RawClient.connect(proxy.port())) {
            bad.send(refused.bytes());
            if (!refused.name().equals("a missing body")) {
                bad.readHead();
            }
        } catch (IOException e) {
            // The proxy closed the connection.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy", "caddy"})
    void upgrades_to_websockets_only(String name) throws Exception {
        try (ExampleProxy proxy = ExampleProxy.start(name, server, folder);
                RawClient client = RawClient.connect(proxy.port())) {
            client.send(RefusedHandshakesIT.request(
                            "GET",
                            "/",
                            Map.of(
                                    "Upgrade", "h2c",
                                    "Connection", "Upgrade, HTTP2-Settings",
                                    "HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA",
                                    "Sec-WebSocket-Key", "",
                                    "Sec-WebSocket-Version", ""))
                    .getBytes(StandardCharsets.UTF_8));
            assertNotEquals(101, client.readHead().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy", "caddy"})
    void hides_the_paths_of_operators(String name) throws Exception {
        try (ExampleProxy proxy = ExampleProxy.start(name, server, folder);
                RawClient client = RawClient.connect(proxy.port())) {
            client.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertEquals(404, client.readHead().status());
        }
    }
}
