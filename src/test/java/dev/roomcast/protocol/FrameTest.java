package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    @ParameterizedTest
    @CsvSource({"0,2", "125,2", "126,4", "65535,4", "65536,10"})
    void writes_the_shortest_header_of_rfc_6455(int length, int header) {
        Frame frame = Frame.text("x".repeat(length));
        assertEquals(header + length, frame.length());
        assertEquals(0x81, frame.bytes()[frame.start()] & 0xff);
        int second = frame.bytes()[frame.start() + 1];
        assertEquals(header == 2 ? length : header == 4 ? 126 : 127, second);
        assertEquals(length, frame.payloadLength());
    }

    @ParameterizedTest
    @CsvSource({"125", "126", "65535", "65536"})
    void writes_the_same_bytes_as_an_allocated_frame(int length) {
        String text = "x".repeat(length);
        Frame written = new JsonWriter(16).ascii(text).frame();
        Frame allocated = Frame.text(text);
        assertArrayEquals(
                Arrays.copyOfRange(allocated.bytes(), allocated.start(), allocated.start() + allocated.length()),
                Arrays.copyOfRange(written.bytes(), written.start(), written.start() + written.length()));
    }

    @Test
    void detects_invalid_utf8() {
        assertTrue(Frame.text("plain").isUtf8());
        assertTrue(Frame.text("中文 😀").isUtf8());
        assertFalse(payload(0xff).isUtf8());
        assertFalse(payload('a', 0xc0, 0xaf).isUtf8());
        assertFalse(payload(0xed, 0xa0, 0x80).isUtf8());
        assertFalse(payload('a', 0xe4, 0xb8).isUtf8());
    }

    @Test
    void unmasks_exactly_the_payload_for_every_length() {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            int mask = random.nextInt();
            Frame frame = Frame.allocate(true, length);
            for (int i = 0; i < length; i++) {
                frame.bytes()[frame.payloadStart() + i] = (byte) (payload[i] ^ mask >> 24 - i % 4 * 8);
            }
            byte[] header = Arrays.copyOf(frame.bytes(), frame.payloadStart());

            frame.unmask(mask);
            assertArrayEquals(payload, payloadOf(frame));
            assertArrayEquals(header, Arrays.copyOf(frame.bytes(), frame.payloadStart()));
        }
    }

    private static Frame payload(int... bytes) {
        Frame frame = Frame.allocate(true, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            frame.bytes()[frame.payloadStart() + i] = (byte) bytes[i];
        }
        return frame;
    }

    @Test
    void encodes_code_and_reason_of_a_close_and_omits_a_reason_that_is_too_long() {
        assertEquals(2 + 2 + 4, Frame.close(4008, "slow").length());
        assertEquals(2 + 2, Frame.close(4008, "x".repeat(124)).length());
    }

    @Test
    void encodes_a_close_reason_of_up_to_123_bytes() {
        assertEquals(2 + 2 + 123, Frame.close(4008, "x".repeat(123)).length());
        assertArrayEquals(new byte[] {0x0f, (byte) 0xa8, 's', 'l', 'o', 'w'}, payloadOf(Frame.close(4008, "slow")));
        assertEquals(0, Frame.close().payloadLength());
    }

    @Test
    void distinguishes_all_kinds_of_frames() {
        byte[] body = {1, 2, 3};
        Map<Frame, Integer> kinds = Map.of(
                Frame.text("x"), 0x81,
                Frame.binary(body), 0x82,
                Frame.close(), 0x88,
                Frame.ping(), 0x89,
                Frame.pong(body), 0x8a);
        kinds.forEach((frame, kind) -> {
            assertEquals(kind, frame.bytes()[frame.start()] & 0xff);
            assertEquals(kind == 0x81, frame.isText());
            assertEquals(kind == 0x88, frame.isClose());
            assertEquals(kind == 0x89, frame.isPing());
        });
        assertArrayEquals(body, payloadOf(Frame.binary(body)));
        assertArrayEquals(body, payloadOf(Frame.pong(body)));
    }

    @Test
    void prints_its_text_or_its_type_and_size() {
        assertEquals("hello", Frame.text("hello").toString());
        assertEquals("0x82, 3 bytes", Frame.binary(new byte[3]).toString());
    }

    private static byte[] payloadOf(Frame frame) {
        return Arrays.copyOfRange(frame.bytes(), frame.payloadStart(), frame.payloadStart() + frame.payloadLength());
    }
}
