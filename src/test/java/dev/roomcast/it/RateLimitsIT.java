package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.WireFrame.CLOSE;
import static dev.roomcast.testkit.WireFrame.CONTINUATION;
import static dev.roomcast.testkit.WireFrame.PING;
import static dev.roomcast.testkit.WireFrame.PONG;
import static dev.roomcast.testkit.WireFrame.TEXT;
import static dev.roomcast.testkit.WireFrame.part;
import static dev.roomcast.testkit.WireFrame.times;
import static dev.roomcast.testkit.WireFrame.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Floods on a server with 128 MB and the default rate limits for connections. */
class RateLimitsIT {

    private static final int TOO_MANY_REQUESTS = 4013;
    private static final byte[] NOTHING = {};

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options().flag("-Xmx128m").start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void explains_and_closes_a_flood_of_text() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/flood-" + room)) {
                client.send(times(5_000, WireFrame.text("more and more")));
                WireFrame last = client.read();
                WireFrame frame = last;
                while (frame.opcode() != CLOSE) {
                    last = frame;
                    frame = client.read();
                }
                assertTrue(last.text().contains("\"$error\"") && last.text().contains("rate_limited"), last.text());
                assertEquals(TOO_MANY_REQUESTS, frame.closeCode());
            }
        });
    }

    @Test
    void delivers_a_full_burst() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/burst-" + room)) {
                for (int i = 0; i < 300; i++) {
                    client.sendText("message " + i);
                }
                for (int i = 0; i < 300; i++) {
                    assertEquals("message " + i, client.read().text());
                }
            }
        });
    }

    @Test
    void closes_a_flood_of_bytes() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/bytes-" + room + "?echo=0")) {
                client.send(times(100, WireFrame.text("c".repeat(60_000))));
                assertEquals(TOO_MANY_REQUESTS, client.readCloseCode());
            }
        });
    }

    @Test
    void closes_a_flood_of_pings() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(times(5_000, whole(PING, NOTHING)));
                assertEquals(TOO_MANY_REQUESTS, client.readCloseCode());
            }
        });
    }

    @Test
    void closes_a_flood_of_pongs() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(times(50_000, whole(PONG, NOTHING)));
                assertEquals(TOO_MANY_REQUESTS, client.readCloseCode());
            }
        });
    }

    @Test
    void closes_a_flood_of_empty_fragments() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(part(TEXT, NOTHING));
                client.send(times(50_000, part(CONTINUATION, NOTHING)));
                assertEquals(TOO_MANY_REQUESTS, client.readCloseCode());
            }
        });
    }

    @Test
    void counts_a_thousand_fragments_as_one_message() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(part(TEXT, NOTHING));
                client.send(times(1_000, part(CONTINUATION, WireFrame.utf8("z"))));
                client.send(whole(CONTINUATION, NOTHING));
                client.readUntil("z".repeat(1_000));
            }
        });
    }
}
