package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Admission of connections by address and origin. */
@Tag("slow")
class ConnectionLimitsIT {

    private static final int TOO_MANY_CONNECTIONS = 4504;

    @Test
    void refuses_handshakes_beyond_the_limit_of_the_node() throws Exception {
        try (ServerProcess server =
                ServerProcess.options().with("ROOMCAST_LIMITS_CONNECTIONS", 3).start()) {
            RawClient first = RawClient.open(server, "/ws/a");
            RawClient.open(server, "/ws/a");
            RawClient.open(server, "/ws/b?v=1"); // counts although it has not sent $connect
            try (RawClient fourth = RawClient.connect(server)) {
                RawClient.Answer answer = fourth.handshake("/ws/c");
                assertEquals(503, answer.status());
                assertEquals("2", answer.headers().get("retry-after"));
                assertTrue(answer.body().contains("connections"), answer.body());
            }
            assertEquals(200, server.get("/q/health/ready").statusCode());
            first.reset();
            eventually("a connection is free", () -> server.connections() == 2);
            RawClient.open(server, "/ws/c").close();
        }
    }

    @Test
    void reports_the_limit_per_address_inside_the_socket() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .with("ROOMCAST_LIMITS_CONNECTIONS_PER_ADDRESS", 2)
                .start()) {
            RawClient first = RawClient.open(server, "/ws/a");
            RawClient.open(server, "/ws/b");
            for (String path : new String[] {"/ws/a", "/ws/a?v=1"}) {
                try (RawClient third = RawClient.open(server, path)) {
                    WireFrame error = third.read();
                    assertTrue(error.text().contains("\"method\":\"$error\""), error.text());
                    assertEquals(TOO_MANY_CONNECTIONS, third.readCloseCode());
                }
            }
            eventually("only two connections remain", () -> server.connections() == 2 && server.members() == 2);
            first.sendText("still here");
            first.readUntil("still here");
            first.reset();
            eventually("a connection is free", () -> server.connections() == 1);
            try (RawClient next = RawClient.open(server, "/ws/a")) {
                next.sendText("hello");
                next.readUntil("hello");
            }
        }
    }

    @Test
    void refuses_a_foreign_origin_and_accepts_an_absent_one() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .with("ROOMCAST_ORIGINS", "https://rooms.example,weapp://wechat-game-runtime")
                .start()) {
            assertEquals(403, status(server, "Origin: https://other.example"));
            assertEquals(403, status(server, "Origin: null"));
            assertEquals(403, status(server, "Origin: https://rooms.example.other.example"));
            assertEquals(101, status(server, "Origin: https://rooms.example"));
            assertEquals(101, status(server, "Origin: weapp://wechat-game-runtime"));
            assertEquals(101, status(server));
        }
    }

    @Test
    void allows_all_origins_by_default() throws Exception {
        try (ServerProcess server = ServerProcess.options().start()) {
            assertEquals(101, status(server, "Origin: https://other.example"));
            assertEquals(101, status(server, "Origin: weapp://wechat-game-runtime"));
        }
    }

    private static int status(ServerProcess server, String... headers) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            return client.handshake("/ws/room", headers).status();
        }
    }
}
