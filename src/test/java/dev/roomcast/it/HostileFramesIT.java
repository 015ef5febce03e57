package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.WireFrame.BINARY;
import static dev.roomcast.testkit.WireFrame.CLOSE;
import static dev.roomcast.testkit.WireFrame.CONTINUATION;
import static dev.roomcast.testkit.WireFrame.FIN;
import static dev.roomcast.testkit.WireFrame.PING;
import static dev.roomcast.testkit.WireFrame.TEXT;
import static dev.roomcast.testkit.WireFrame.bytes;
import static dev.roomcast.testkit.WireFrame.close;
import static dev.roomcast.testkit.WireFrame.masked;
import static dev.roomcast.testkit.WireFrame.part;
import static dev.roomcast.testkit.WireFrame.unmasked;
import static dev.roomcast.testkit.WireFrame.utf8;
import static dev.roomcast.testkit.WireFrame.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oversized frames, malformed frames, and invalid text. */
@Tag("slow")
class HostileFramesIT {

    private static final int LIMIT = 65_536;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_TEXT = 1007;
    private static final int TOO_LARGE = 1009;

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
    void accepts_the_largest_message_in_one_frame_and_in_fragments() throws Exception {
        String largest = "d".repeat(LIMIT);
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.sendText(largest);
                client.readUntil(largest);
                byte[] half = new byte[LIMIT / 2];
                Arrays.fill(half, (byte) 'e');
                client.send(part(TEXT, half));
                client.send(whole(CONTINUATION, half));
                client.readUntil("e".repeat(LIMIT));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY})
    void answers_a_message_of_one_byte_more_with_1009(int opcode) throws Exception {
        goesOnDuring(server, room -> closedWith(TOO_LARGE, room, whole(opcode, new byte[LIMIT + 1])));
    }

    @Test
    void closes_for_fragments_that_exceed_the_limit_together() throws Exception {
        goesOnDuring(server, room -> {
            byte[] half = new byte[LIMIT / 2];
            closedWith(TOO_LARGE, room, part(BINARY, half), part(CONTINUATION, half), part(CONTINUATION, new byte[1]));
        });
    }

    @Test
    void closes_for_a_frame_that_announces_too_many_bytes() throws Exception {
        byte[] header = bytes(FIN | BINARY, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
        goesOnDuring(server, room -> closedWith(TOO_LARGE, room, header));
    }

    @Test
    void answers_protocol_violations_with_1002() throws Exception {
        for (Map.Entry<String, byte[]> each : malformed().entrySet()) {
            goesOnDuring(server, room -> {
                try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                    client.send(each.getValue());
                    assertEquals(PROTOCOL_ERROR, client.readCloseCode(), each.getKey());
                    assertTrue(client.isEnded());
                }
            });
        }
    }

    private static Map<String, byte[]> malformed() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        byte[] text = utf8("text");
        all.put("not masked", unmasked(FIN | TEXT, text));
        all.put("first reserved bit", masked(FIN | 0x40 | TEXT, text));
        all.put("second reserved bit", masked(FIN | 0x20 | TEXT, text));
        all.put("third reserved bit", masked(FIN | 0x10 | TEXT, text));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            all.put("opcode " + opcode, masked(FIN | opcode, text));
        }
        all.put("a ping in fragments", part(PING, text));
        all.put("a ping of 126 bytes", whole(PING, new byte[126]));
        all.put("a close of 126 bytes", whole(CLOSE, new byte[126]));
        all.put("a final fragment without a first one", whole(CONTINUATION, text));
        all.put("a fragment without a first one", part(CONTINUATION, text));
        all.put("a message within a fragmented message", concat(part(TEXT, text), whole(TEXT, text)));
        all.put("a two-byte length for a short frame", bytes(FIN | TEXT, 0xfe, 0, 4, 0, 0, 0, 0, 't', 'e', 'x', 't'));
        all.put(
                "an eight-byte length for a short frame",
                bytes(FIN | TEXT, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 't'));
        all.put("a negative length", bytes(FIN | TEXT, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
        all.put("HTTP", utf8(RawClient.request("/ws/other")));
        all.put("TLS", bytes(0x16, 3, 1, 0, 0x75, 1, 0, 0, 0x71, 3, 3));
        all.put("zeros", new byte[1000]);
        return all;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void closes_only_the_connection_that_sends_garbage() throws Exception {
        Random random = new Random(42);
        goesOnDuring(server, room -> {
            for (int i = 0; i < 100; i++) {
                byte[] garbage = new byte[LIMIT + 100]; // no valid frame in the garbage is longer
                random.nextBytes(garbage);
                try (RawClient client = RawClient.open(server, "/ws/garbage-" + room)) {
                    client.send(garbage);
                    assertTrue(client.isEnded());
                }
            }
        });
    }

    @Test
    void answers_invalid_utf8_with_1007() throws Exception {
        Map<String, byte[]> texts = Map.of(
                "an invalid byte", bytes('a', 0xff, 'b'),
                "a truncated character", bytes(0xe4, 0xb8),
                "a continuation byte without a first byte", bytes('a', 0x80),
                "a lone surrogate", bytes(0xed, 0xa0, 0x80),
                "an overlong encoding", bytes(0xc0, 0x80),
                "above the last code point", bytes(0xf4, 0x90, 0x80, 0x80));
        for (Map.Entry<String, byte[]> each : texts.entrySet()) {
            goesOnDuring(server, room -> closedWith(INVALID_TEXT, room, whole(TEXT, each.getValue())));
        }
    }

    @Test
    void closes_for_invalid_text_in_a_later_fragment() throws Exception {
        goesOnDuring(
                server,
                room -> closedWith(
                        INVALID_TEXT, room, part(TEXT, bytes('a', 0xe4)), masked(FIN | CONTINUATION, bytes('b'))));
    }

    @Test
    void accepts_a_character_split_over_fragments() throws Exception {
        byte[] text = utf8("房间😀");
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(part(TEXT, Arrays.copyOf(text, 1)));
                for (int i = 1; i < text.length; i++) {
                    client.send(masked(i == text.length - 1 ? FIN : CONTINUATION, bytes(text[i])));
                }
                client.readUntil("房间😀");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 3000, 4999})
    void answers_a_close_with_its_own_code(int code) throws Exception {
        goesOnDuring(server, room -> closedWith(code, room, close(code)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535})
    void closes_with_a_protocol_error_on_a_forbidden_close_code(int code) throws Exception {
        goesOnDuring(server, room -> closedWith(PROTOCOL_ERROR, room, close(code)));
    }

    @Test
    void answers_a_close_without_a_code_with_an_empty_close() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/close-" + room)) {
                client.send(whole(CLOSE, new byte[0]));
                WireFrame answer = client.read();
                assertEquals(CLOSE, answer.opcode());
                assertArrayEquals(new byte[0], answer.payload());
                assertNull(client.read());
            }
        });
    }

    @Test
    void ends_the_connection_on_a_close_with_half_a_code() throws Exception {
        goesOnDuring(server, room -> {
            try (RawClient client = RawClient.open(server, "/ws/" + room)) {
                client.send(whole(CLOSE, bytes(3)));
                int code = client.readCloseCode();
                assertTrue(code == PROTOCOL_ERROR || code == INVALID_TEXT, "Code: " + code);
                assertTrue(client.isEnded());
            }
        });
    }

    private static void closedWith(int code, String room, byte[]... frames) throws Exception {
        try (RawClient client = RawClient.open(server, "/ws/" + room)) {
            for (byte[] frame : frames) {
                client.send(frame);
            }
            assertEquals(code, client.readCloseCode());
        }
    }
}
