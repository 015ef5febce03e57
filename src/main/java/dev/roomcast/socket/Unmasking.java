package dev.roomcast.socket;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.util.internal.PlatformDependent;

/**
 * In the executable: how what a client sends is unmasked (RFC 6455, section 5.3). Netty asks its buffer for eight bytes
 * and puts eight back, and each time the buffer looks whether it may: a just-in-time compiler takes that out of the
 * loop, the executable's does not, and a seventh of the instructions for a message went there. The bytes are the same.
 */
@TargetClass(WebSocket08FrameDecoder.class)
final class Unmasking {

    /** The four bytes of the frame's mask, the first one the highest. */
    @Alias
    int mask;

    @Substitute
    void unmask(ByteBuf frame) {
        int shift = 24;
        if (!frame.hasMemoryAddress()) {
            for (int i = frame.readerIndex(); i < frame.writerIndex(); i++, shift = shift - 8 & 31) {
                frame.setByte(i, frame.getByte(i) ^ mask >> shift);
            }
            return;
        }
        long both = (long) mask << 32 | mask & 0xffffffffL;
        if (!PlatformDependent.BIG_ENDIAN_NATIVE_ORDER) {
            both = Long.reverseBytes(both);
        }
        long at = frame.memoryAddress() + frame.readerIndex();
        long end = at + frame.readableBytes();
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            PlatformDependent.putLong(at, PlatformDependent.getLong(at) ^ both);
        }
        for (; at < end; at++, shift = shift - 8 & 31) {
            PlatformDependent.putByte(at, (byte) (PlatformDependent.getByte(at) ^ mask >> shift));
        }
    }
}
