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
 * Counts the memory of one connection until it is a WebSocket: what it has sent of a request that is not answered. All
 * connections share a bound. Beyond it the oldest connections are closed, so that a new handshake always finds memory:
 * without the bound, requests that never end use up the direct memory, and then no event loop can read.
 *
 * <p>Thread: event loop of the connection, unless a method says otherwise.
 */
final class HttpMemory extends ChannelDuplexHandler {

    /** A connection without a request, about, in bytes. */
    static final int CONNECTION_BYTES = 2048;

    /** The most that a request takes before it is handled, in bytes: its head, and as much of its body as waits. */
    static final int MAX_BYTES = 128 * 1024;

    private static final String NAME = "http-memory";

    private final Node node;
    private final AtomicLong counted = new AtomicLong();
    private long held;
    private Channel channel;
    /** Whether it is being closed to make place, and counts no more. */
    private volatile boolean evicted;

    /** The connections of all listeners. Thread: any. */
    static final class Node {
        private final long limitBytes;
        private final AtomicLong used = new AtomicLong();
        /** With what connections hold that are being closed. */
        private final AtomicLong held = new AtomicLong();
        /** In the order in which they came; guarded by itself. */
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

        /** Takes out the oldest connections, until a tenth of the memory is free. */
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

    /** Counts a connection from now on. Thread: any; the connection is not registered at an event loop yet. */
    static void watch(Channel channel, Node node) {
        channel.pipeline().addFirst(NAME, new HttpMemory(node));
    }

    /** The connection is a WebSocket: its memory is counted elsewhere. */
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

    /** Counts nothing from now on. @return the bytes that were counted. Thread: any */
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
     * Counts what was read. Connections that are closed give their memory back only after the event loop has read from all
     * others: until then nothing more than twice the bound is kept.
     */
    private boolean admits(int bytes) {
        hold(Math.min(held + bytes, MAX_BYTES)); // what comes of the body later was read or dropped
        count(CONNECTION_BYTES + held);
        return node.held.get() <= 2 * node.limitBytes;
    }

    private void hold(long bytes) {
        node.held.addAndGet(bytes - held);
        held = bytes;
    }

    /** The request is being answered, so it is complete. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!context.isRemoved()) {
            hold(0);
            count(CONNECTION_BYTES);
        }
        context.write(message, promise);
    }
}
