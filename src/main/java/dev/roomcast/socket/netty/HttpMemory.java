package dev.roomcast.socket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory of the unanswered HTTP request of one connection, until the connection is a WebSocket. All
 * connections share a bound. Beyond it the oldest connections are closed, so that a new handshake always finds memory.
 * Without the bound, endless requests would use up the direct memory, and then no event loop could read.
 *
 * <p>Thread: event loop of the connection, unless a method says otherwise.
 */
final class HttpMemory extends ChannelDuplexHandler {

    /** The estimated memory of a connection without a request, in bytes. */
    static final int CONNECTION_BYTES = 2048;

    /** The bound of a request's memory before it is handled, in bytes: its head, and the received part of its body. */
    static final int MAX_BYTES = 128 * 1024;

    private static final String NAME = "http-memory";

    private final Node node;
    private final AtomicLong counted = new AtomicLong();
    private long held;
    private Channel channel;
    /** Whether the connection is being closed to free memory, so that it no longer counts. */
    private volatile boolean evicted;

    /** The counted connections of all listeners. Thread: any. */
    static final class Node {
        private final long limitBytes;
        private final AtomicLong used = new AtomicLong();
        /** The bytes of all connections, including those being closed. */
        private final AtomicLong held = new AtomicLong();
        /** The connections in the order of their arrival; guarded by itself. */
        private final Set<HttpMemory> connections = new LinkedHashSet<>();

        Node(long limitBytes) {
            this.limitBytes = limitBytes;
        }

        long used() {
            return used.get();
        }

        long held() {
            return held.get();
        }

        private void add(long bytes) {
            if (used.addAndGet(bytes) > limitBytes && bytes > 0) {
                oldest().forEach(each -> each.channel.close());
            }
        }

        /** Removes and returns the oldest connections, until a tenth of the memory is free. */
        private List<HttpMemory> oldest() {
            List<HttpMemory> oldest = new ArrayList<>();
            synchronized (connections) {
                long excess = used.get() - limitBytes + limitBytes / 10;
                Iterator<HttpMemory> all = connections.iterator();
                while (excess > 0 && all.hasNext()) {
                    HttpMemory each = all.next();
                    all.remove();
                    excess -= each.evict();
                    oldest.add(each);
                }
            }
            return oldest;
        }
    }

    private HttpMemory(Node node) {
        this.node = node;
    }

    /** Starts to count a connection. Thread: any, because the connection is not registered with an event loop yet. */
    static void watch(Channel channel, Node node) {
        channel.pipeline().addFirst(NAME, new HttpMemory(node));
    }

    /** Stops to count a connection that has become a WebSocket, whose memory is counted elsewhere. */
    static void release(Channel channel) {
        if (channel.pipeline().context(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        synchronized (node.connections) {
            node.connections.add(this);
        }
        count(CONNECTION_BYTES);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        synchronized (node.connections) {
            node.connections.remove(this);
        }
        hold(0);
        evict();
    }

    private void count(long bytes) {
        if (!evicted) {
            node.add(bytes - counted.getAndSet(bytes));
        }
    }

    /** Stops to count the connection. Thread: any. @return the bytes that were counted */
    private long evict() {
        evicted = true;
        long bytes = counted.getAndSet(0);
        node.used.addAndGet(-bytes);
        return bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && !admits(bytes.readableBytes())) {
            bytes.release();
            context.close();
            return;
        }
        context.fireChannelRead(message);
    }

    /**
     * Counts received bytes. Connections that are being closed release their memory only after the event loop has read
     * from all others; until then at most twice the bound is retained.
     */
    private boolean admits(int bytes) {
        hold(Math.min(held + bytes, MAX_BYTES)); // later parts of the body have been read or dropped
        count(CONNECTION_BYTES + held);
        return node.held.get() <= 2 * node.limitBytes;
    }

    private void hold(long bytes) {
        node.held.addAndGet(bytes - held);
        held = bytes;
    }

    /** A response means that the request is complete. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!context.isRemoved()) {
            hold(0);
            count(CONNECTION_BYTES);
        }
        context.write(message, promise);
    }
}
