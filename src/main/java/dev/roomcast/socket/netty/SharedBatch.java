package dev.roomcast.socket.netty;

import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded frames outside of the heap, shared by all recipients. Each loop reuses one batch, because most messages are
 * small and every socket takes them at once. Bytes that a socket does not take are copied, once for all waiting
 * recipients.
 */
final class SharedBatch implements Transport.Batch {

    /** The capacity of the reused batch, in bytes; larger batches have a buffer of their own. */
    private static final int SMALL = 16 * 1024;

    private static final FastThreadLocal<SharedBatch> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected SharedBatch initialValue() {
            return new SharedBatch(ByteBuffer.allocateDirect(SMALL));
        }
    };

    /** The frames, from index 0 to the limit. */
    private final ByteBuffer bytes;

    /** The memory address of the bytes; 0: not determined yet. */
    private long address;

    private boolean used;
    /** A copy of the bytes for recipients that wait; null: none waits. */
    private @Nullable ByteBuf waiting;

    private SharedBatch(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** @return a batch that the caller releases on the same thread */
    static SharedBatch of(List<Frame> frames, ByteBufAllocator allocator) {
        int size = 0;
        for (int i = 0; i < frames.size(); i++) {
            size += frames.get(i).length();
        }
        SharedBatch batch = OF_LOOP.get();
        if (batch.used || size > SMALL) {
            ByteBuf own = allocator.directBuffer(size, size);
            batch = new SharedBatch(own.nioBuffer(0, size));
            batch.waiting = own.writerIndex(size);
        }
        batch.used = true;
        batch.bytes.clear();
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            batch.bytes.put(frame.bytes(), frame.start(), frame.length());
        }
        batch.bytes.flip();
        return batch;
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

    /** @return all bytes, from index 0 to the limit */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the memory address of the first byte; only valid with Netty's native library. */
    long address() {
        if (address == 0) {
            address = Buffer.memoryAddress(bytes);
        }
        return address;
    }

    /** Returns the bytes after the first {@code sent}; the caller releases them. */
    ByteBuf rest(int sent, ByteBufAllocator allocator) {
        if (waiting == null) {
            waiting = allocator.directBuffer(size(), size()).writeBytes(bytes.position(0));
        }
        return waiting.retainedSlice(sent, size() - sent);
    }
}
