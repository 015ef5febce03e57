package dev.roomcast.socket;

import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames one after another outside of the heap, shared by all to whom they are written. Each loop has one that it uses
 * again and again, for nearly all that is said is small and taken by every socket at once; what a socket does not take
 * is copied, once for all whom it waits for.
 */
final class Packed implements Transport.Batch {

    /** What is larger than this gets a place of its own, in bytes. */
    private static final int SMALL = 16 * 1024;

    private static final FastThreadLocal<Packed> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Packed initialValue() {
            return new Packed(ByteBuffer.allocateDirect(SMALL));
        }
    };

    /** From 0 to its limit. */
    private final ByteBuffer bytes;

    /** 0: not asked for yet. */
    private long address;

    private boolean used;
    /** The same bytes, as they wait; null: they do not. */
    private ByteBuf waiting;

    private Packed(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** @return to be released by the caller, on the same thread */
    static Packed of(List<Frame> frames, ByteBufAllocator allocator) {
        int size = 0;
        for (int i = 0; i < frames.size(); i++) {
            size += frames.get(i).length();
        }
        Packed packed = OF_LOOP.get();
        if (packed.used || size > SMALL) {
            ByteBuf own = allocator.directBuffer(size, size);
            packed = new Packed(own.nioBuffer(0, size));
            packed.waiting = own.writerIndex(size);
        }
        packed.used = true;
        packed.bytes.clear();
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            packed.bytes.put(frame.bytes(), frame.from(), frame.length());
        }
        packed.bytes.flip();
        return packed;
    }

    @Override
    public int size() {
        return bytes.limit();
    }

    @Override
    public void release() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        used = false;
    }

    /** @return all of them, from 0 to the limit */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the first of them is in memory; only where Netty has its native library. */
    long address() {
        if (address == 0) {
            address = Buffer.memoryAddress(bytes);
        }
        return address;
    }

    /** What follows the first {@code sent} bytes; the caller releases it. */
    ByteBuf rest(int sent, ByteBufAllocator allocator) {
        if (waiting == null) {
            waiting = allocator.directBuffer(size(), size()).writeBytes(bytes.position(0));
        }
        return waiting.retainedSlice(sent, size() - sent);
    }
}
