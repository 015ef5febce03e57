package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Conversation;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import dev.roomcast.testkit.WireMember;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Peers that vanish without a close, on a server that pings after 200 ms of silence. */
@Tag("slow")
class SilentPeersIT {

    private static final int NO_SIGN_OF_LIFE = 4012;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options()
                .with("ROOMCAST_PING", "200ms")
                .with("QUARKUS_HTTP_IDLE_TIMEOUT", "2s")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void closes_with_4012_without_pongs() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient halfOpen = RawClient.open(server, "/ws/quiet-" + room);
                    WireMember quiet = WireMember.join(server, "/ws/quiet-" + room)) {
                int pings = 0;
                WireFrame frame = halfOpen.read();
                while (frame.opcode() != WireFrame.CLOSE) {
                    assertEquals(WireFrame.PING, frame.opcode());
                    pings++;
                    frame = halfOpen.read();
                }
                assertEquals(NO_SIGN_OF_LIFE, frame.closeCode());
                assertTrue(pings > 1, "pings: " + pings);
                // The peer does not answer the close either, so the server cuts the connection.
                Eventually.eventually("cut off", () -> server.connections() == Conversation.SIZE + 1);
                assertTrue(quiet.isOpen(), "a client that only answers pings stays");
            }
        });
    }

    @Test
    void closes_a_connection_whose_request_never_ends() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.connect(server)) {
                client.send("GET /ws/room HTTP/1.1\r\nHost:".getBytes());
                assertTrue(client.isEnded());
            }
        });
    }

    @Test
    void refuses_a_request_with_too_long_headers() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.connect(server)) {
                int status = client.handshake("/ws/" + room, "Cookie: " + "c".repeat(20_000))
                        .status();
                assertEquals(431, status);
            } catch (IOException e) {
                // An end without an answer is also a refusal.
            }
        });
    }
}
