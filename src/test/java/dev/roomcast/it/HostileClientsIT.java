package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.Eventually.eventually;
import static dev.roomcast.testkit.WireFrame.CONTINUATION;
import static dev.roomcast.testkit.WireFrame.FIN;
import static dev.roomcast.testkit.WireFrame.PING;
import static dev.roomcast.testkit.WireFrame.PONG;
import static dev.roomcast.testkit.WireFrame.TEXT;
import static dev.roomcast.testkit.WireFrame.masked;
import static dev.roomcast.testkit.WireFrame.part;
import static dev.roomcast.testkit.WireFrame.times;
import static dev.roomcast.testkit.WireFrame.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Conversation;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import dev.roomcast.testkit.WireMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliberate abuse by clients, on a server with 128 MB and without rate limits for connections. */
@Tag("slow")
@FastTransport("it cannot stop reading from a client that floods")
class HostileClientsIT {

    private static final int SLOW = 4008;
    private static final byte[] NOTHING = {};

    /** The close timeout and additional time for a busy machine. */
    private static final Duration CUT_OFF = Duration.ofSeconds(30);

    private static final long HEAP = 128L << 20;
    /** Bound of the memory outside the heap. */
    private static final long OTHER_MIB = 300;

    private static final String USED_HEAP = "jvm_memory_used_bytes{area=\"heap\"";

    private static final String CLOSED_AS_SLOW = "roomcast_connections_closed_total{code=\"4008\"";

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options().flag("-Xmx128m").withoutRates().start();
    }

    @AfterAll
    static void check_that_memory_is_released() throws Exception {
        try (ServerProcess ended = server) {
            if (!Double.isNaN(ended.metric(USED_HEAP))) {
                eventually("the heap is free again", () -> ended.metric(USED_HEAP) < 0.7 * HEAP);
            }
            System.out.printf("After the attacks: %d MiB resident%n", ended.residentMiB());
            assertTrue(ended.residentMiB() < (HEAP >> 20) + OTHER_MIB, "Memory: " + ended.residentMiB() + " MiB");
        }
    }

    @Test
    void publishes_every_message_of_a_text_flood() throws Exception {
        int count = 200_000;
        goesOnDuring(server, room -> {
            byte[] some = times(100, WireFrame.text("x".repeat(64)));
            try (RawClient client = RawClient.open(server, "/ws/flood-" + room + "?echo=0")) {
                for (int i = 0; i < count / 100; i++) {
                    client.send(some);
                }
                client.sendText("ping");
                client.readUntil("pong");
                try (WireMember observer = WireMember.join(server, "/ws/flood-" + room + "?v=1")) {
                    observer.say("{\"method\":\"$connect\",\"id\":1}");
                    eventually("the room reports its offset", () -> observer.heardCount() > 0);
                    String welcome = observer.heard().get(0).toString();
                    assertTrue(welcome.contains("\"offset\":" + count + ","), welcome);
                    observer.say("{\"method\":\"$leave\"}");
                }
            }
        });
    }

    @Test
    void answers_every_ping_of_a_flood_if_the_client_reads() throws Exception {
        int count = 50_000;
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendPings(client, count));
                for (int i = 0; i < count; i++) {
                    WireFrame frame = client.read();
                    while (frame.opcode() == TEXT) {
                        frame = client.read();
                    }
                    assertEquals(PONG, frame.opcode());
                    assertArrayEquals(number(i), frame.payload());
                }
                sent.get();
            }
        });
    }

    private static void sendPings(RawClient client, int count) {
        try {
            for (int i = 0; i < count; i++) {
                client.send(whole(PING, number(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Test
    void cuts_off_unread_answers_to_pings() throws Exception {
        goesOnDuring(server, room -> {
            RawClient client = RawClient.openNarrow(server, "/ws/" + room);
            assertTrue(client.sendUntilCutOff(times(1000, whole(PING, new byte[125])), CUT_OFF), "Cut off");
        });
    }

    @Test
    void cuts_off_unread_answers_to_heartbeats() throws Exception {
        goesOnDuring(server, room -> {
            RawClient client = RawClient.openNarrow(server, "/ws/" + room);
            assertTrue(client.sendUntilCutOff(times(1000, WireFrame.text("ping")), CUT_OFF), "Cut off");
        });
    }

    @Test
    void removes_and_cuts_off_a_stalled_reader() throws Exception {
        goesOnDuring(server, room -> {
            double before = server.metric(CLOSED_AS_SLOW);
            RawClient stalled = RawClient.openNarrow(server, "/ws/" + room);
            publishUntil(room, () -> server.members() == Conversation.SIZE + 1); // plus this publisher
            eventually("cut off", CUT_OFF, () -> server.connections() == Conversation.SIZE);
            assertEquals(before + 1, server.metric(CLOSED_AS_SLOW));
            stalled.close();
        });
    }

    @Test
    void sends_4008_to_a_reader_after_a_stall() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient stalled = RawClient.open(server, "/ws/" + room)) {
                publishUntil(room, () -> server.members() == Conversation.SIZE + 1);
                assertEquals(SLOW, stalled.readCloseCode());
            }
        });
    }

    /** Publishes large messages, each after the delivery of the previous one, until a condition holds. */
    private static void publishUntil(String room, Eventually.Condition condition) throws Exception {
        String large = "a".repeat(60_000);
        try (WireMember publisher = WireMember.join(server, "/ws/" + room)) {
            for (int i = 0; i < 2_000; i++) {
                String message = i + large;
                publisher.say(message);
                eventually("the publisher received its own message", () -> publisher.hasHeard(message));
                if (i % 20 == 0 && condition.holds()) {
                    return;
                }
            }
            eventually("the stalled reader is removed from the room", condition);
        }
    }

    @Test
    void assembles_a_message_of_many_thousand_fragments() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(part(TEXT, NOTHING));
                client.send(times(50_000, part(CONTINUATION, NOTHING)));
                client.send(times(30_000, part(CONTINUATION, WireFrame.utf8("z"))));
                client.send(masked(FIN | CONTINUATION, NOTHING));
                client.readUntil("z".repeat(30_000));
            }
        });
    }

    @Test
    void leaves_no_state_of_connections_that_break_within_a_frame() throws Exception {
        byte[] frame = WireFrame.text("b".repeat(1000));
        goesOnDuring(server, room -> {
            for (int i = 0; i < 100; i++) {
                RawClient client = RawClient.open(server, "/ws/" + room);
                client.sendText("here is " + i);
                client.send(part(TEXT, WireFrame.utf8("begun ")));
                client.send(Arrays.copyOf(frame, 1 + i * 10));
                client.reset();
            }
        });
    }

    @Test
    void accepts_frames_sent_before_the_handshake_completes() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.connect(server)) {
                byte[] request = WireFrame.utf8(RawClient.request("/ws/" + room));
                byte[] message = WireFrame.text("too early");
                byte[] both = Arrays.copyOf(request, request.length + message.length);
                System.arraycopy(message, 0, both, request.length, message.length);
                client.send(both);
                assertEquals(101, client.readAnswer().status());
                client.readUntil("too early");
            }
        });
    }

    @Test
    void closes_connections_that_send_part_of_a_frame_before_the_handshake_completes() throws Exception {
        goesOnDuring(server, room -> {
            byte[] request = WireFrame.utf8(RawClient.request("/ws/" + room));
            byte[] message = WireFrame.text("z".repeat(60_000));
            byte[] both = Arrays.copyOf(request, request.length + 50_000);
            System.arraycopy(message, 0, both, request.length, 50_000);
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(server)) {
                    client.send(both);
                    assertEquals(101, client.readAnswer().status());
                    assertEquals(1002, client.readCloseCode());
                }
            }
        });
    }

    @Test
    void accepts_connections_while_handshakes_never_finish() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        goesOnDuring(server, room -> {
            byte[] request = WireFrame.utf8(RawClient.request("/ws/" + room));
            for (int i = 0; i < 200; i++) {
                RawClient client = RawClient.connect(server);
                client.send(Arrays.copyOf(request, i % request.length));
                slow.add(client);
            }
            try (RawClient byteByByte = RawClient.connect(server);
                    WireMember member = WireMember.join(server, "/ws/" + room)) {
                for (byte each : request) {
                    byteByByte.send(new byte[] {each});
                }
                assertEquals(101, byteByByte.readAnswer().status());
                member.say("I came in");
                byteByByte.readUntil("I came in");
            }
            slow.forEach(RawClient::reset);
        });
    }
}
