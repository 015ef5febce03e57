package dev.roomcast.socket;

import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Frames one after another in one buffer outside of the heap, shared by all to whom they are written.
 *
 * @param view the same bytes, for one socket after the other
 */
record Packed(ByteBuf bytes, ByteBuffer view) implements Transport.Batch {

    static Packed of(List<Frame> frames, ByteBufAllocator allocator) {
        int size = 0;
        for (int i = 0; i < frames.size(); i++) {
            size += frames.get(i).length();
        }
        ByteBuf bytes = allocator.directBuffer(size, size);
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            bytes.writeBytes(frame.bytes(), frame.from(), frame.length());
        }
        return new Packed(bytes, bytes.nioBuffer());
    }

    @Override
    public int size() {
        return bytes.readableBytes();
    }

    @Override
    public void release() {
        bytes.release();
    }

    /** @return how many bytes the socket took; 0 also where it is broken, which the next to write to it finds as well */
    int sendTo(SocketChannel socket) {
        try {
            return socket.write(view.clear());
        } catch (IOException e) {
            return 0;
        }
    }

    /** What follows the first {@code sent} bytes; the caller releases it. */
    ByteBuf rest(int sent) {
        return sent == 0 ? bytes.retainedDuplicate() : bytes.retainedSlice(sent, size() - sent);
    }
}
