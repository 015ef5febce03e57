package dev.roomcast.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The executable's way to unmask does what RFC 6455 says: byte i with byte i modulo 4 of the mask. */
class UnmaskingTest {

    private final Random random = new Random(1);

    @Test
    void every_byte_of_a_frame_of_any_length_is_unmasked_and_none_beside_it() {
        for (int length = 0; length < 70; length++) {
            for (int before = 0; before < 9; before++) {
                for (ByteBuf buffer : new ByteBuf[] {Unpooled.buffer(100), Unpooled.directBuffer(100)}) {
                    byte[] bytes = new byte[before + length + 3];
                    random.nextBytes(bytes);
                    buffer.writeBytes(bytes);
                    Unmasking decoder = new Unmasking();
                    decoder.mask = random.nextInt();
                    for (int i = 0; i < length; i++) {
                        bytes[before + i] ^= (byte) (decoder.mask >> 24 - i % 4 * 8);
                    }
                    ByteBuf frame = buffer.slice(before, length);

                    decoder.unmask(frame);
                    assertArrayEquals(bytes, ByteBufUtil.getBytes(buffer));
                    assertEquals(length, frame.readableBytes());
                    buffer.release();
                }
            }
        }
    }
}
