package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    @ParameterizedTest
    @CsvSource({"0,2", "125,2", "126,4", "65535,4", "65536,10"})
    void the_header_is_as_short_as_rfc_6455_wants_it(int length, int header) {
        Frame frame = Frame.text("x".repeat(length));
        assertEquals(header + length, frame.length());
        assertEquals(0x81, frame.bytes()[frame.from()] & 0xff);
        int second = frame.bytes()[frame.from() + 1];
        assertEquals(header == 2 ? length : header == 4 ? 126 : 127, second);
        assertEquals(length, frame.payloadLength());
    }

    @ParameterizedTest
    @CsvSource({"125", "126", "65535", "65536"})
    void a_written_frame_is_the_same_as_an_allocated_one(int length) {
        String text = "x".repeat(length);
        Frame written = new FrameWriter(16).ascii(text).frame();
        Frame allocated = Frame.text(text);
        assertArrayEquals(
                Arrays.copyOfRange(allocated.bytes(), allocated.from(), allocated.from() + allocated.length()),
                Arrays.copyOfRange(written.bytes(), written.from(), written.from() + written.length()));
    }

    @Test
    void text_that_is_not_utf_8_is_seen() {
        assertTrue(Frame.text("plain").isUtf8());
        assertTrue(Frame.text("中文 😀").isUtf8());
        assertFalse(payload(0xff).isUtf8());
        assertFalse(payload('a', 0xc0, 0xaf).isUtf8());
        assertFalse(payload(0xed, 0xa0, 0x80).isUtf8());
        assertFalse(payload('a', 0xe4, 0xb8).isUtf8());
    }

    private static Frame payload(int... bytes) {
        Frame frame = Frame.allocate(true, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            frame.bytes()[frame.payload() + i] = (byte) bytes[i];
        }
        return frame;
    }

    @Test
    void a_close_frame_carries_code_and_reason_and_leaves_out_one_that_does_not_fit() {
        assertEquals(2 + 2 + 4, Frame.close(4008, "slow").length());
        assertEquals(2 + 2, Frame.close(4008, "x".repeat(124)).length());
    }
}
