package dev.roomcast.socket;

import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.NodeMemory;
import dev.roomcast.socket.netty.NettyTransport;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A transport over the public API of Quarkus, for the case that {@link NettyTransport} does not fit a later Vert.x. It
 * encodes messages for each member separately, does not detect invalid UTF-8, and is slower than Netty to close a peer
 * that does not read.
 */
final class PortableTransport implements Transport {

    /** The event loops by their threads; all callbacks of one event loop run on the same thread. */
    private static final Map<Thread, Executor> LOOPS = new ConcurrentHashMap<>();

    /** Bytes written to all connections that the network has not taken yet. */
    private static final AtomicLong PENDING = new AtomicLong();

    private final WebSocketConnection socket;
    private final Executor loop;
    private long pending;

    /** Creates the transport. Thread: the event loop of the connection. */
    PortableTransport(WebSocketConnection socket) {
        this.socket = socket;
        Context context = Vertx.currentContext();
        this.loop = LOOPS.computeIfAbsent(
                Thread.currentThread(), thread -> task -> context.runOnContext(nothing -> task.run()));
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public Batch encode(List<Frame> frames) {
        return new Loose(List.copyOf(frames));
    }

    private record Loose(List<Frame> frames) implements Batch {
        @Override
        public int size() {
            return frames.stream().mapToInt(Frame::length).sum();
        }

        @Override
        public void release() {}
    }

    @Override
    public void write(Batch batch) {
        for (Frame frame : ((Loose) batch).frames) {
            int size = frame.length();
            pending += size;
            PENDING.addAndGet(size);
            send(frame).subscribe().with(done -> written(size), failed -> written(size));
        }
    }

    private Uni<Void> send(Frame frame) {
        if (frame.isText()) {
            return socket.sendText(frame.payloadText());
        }
        byte[] payload = new byte[frame.payloadLength()];
        System.arraycopy(frame.bytes(), frame.payloadStart(), payload, 0, payload.length);
        if (frame.isBinary()) {
            return socket.sendBinary(payload);
        }
        if (frame.isClose()) {
            return payload.length < 2
                    ? socket.close()
                    : socket.close(new CloseReason(
                            ByteBuffer.wrap(payload).getShort() & 0xffff,
                            new String(payload, 2, payload.length - 2, java.nio.charset.StandardCharsets.UTF_8)));
        }
        return frame.isPing()
                ? socket.sendPing(Buffer.buffer(payload))
                : Uni.createFrom().voidItem();
    }

    private void written(int size) {
        PENDING.addAndGet(-size);
        loop.execute(() -> pending -= size);
    }

    @Override
    public void flush() {}

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public boolean isScarce() {
        long data = NodeMemory.forData(Runtime.getRuntime().maxMemory());
        return PENDING.get() > Math.min(data / 8, NettyTransport.maxDirectMemory() / 2);
    }

    @Override
    public void reading(boolean wanted) {}

    @Override
    public void close(boolean handshaken) {}

    @Override
    public void terminate() {
        socket.close().subscribe().with(done -> {}, failed -> {});
    }
}
