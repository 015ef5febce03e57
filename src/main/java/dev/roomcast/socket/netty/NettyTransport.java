package dev.roomcast.socket.netty;

import dev.roomcast.concurrent.LogThrottle;
import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The fast transport. It is a handler directly behind the WebSocket decoder in the connection's Netty pipeline. It
 * consumes every frame before Vert.x, and writes encoded bytes that bypass the encoder.
 *
 * <pre>
 *   socket → messages → this
 *   socket → messages → wsdecoder → this → (Vert.x, Quarkus: the handshake and the end)
 *   socket ← wsencoder's place ← this
 *   socket ← this, if no write is pending
 * </pre>
 *
 * <p>Thread: the channel's event loop.
 */
public final class NettyTransport extends ChannelDuplexHandler implements Transport {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");
    private static final LogThrottle FAILURES = new LogThrottle(() -> System.nanoTime() / 1_000_000);
    private static final String NAME = "roomcast";
    private static final String READER = "messages";
    /** The handler of Vert.x, and its timeout for idle HTTP connections, which this transport replaces. */
    private static final String VERTX = "handler";

    private static final String VERTX_IDLE = "idle";
    private static final String DECODER = "wsdecoder";
    private static final String ENCODER = "wsencoder";

    private final Channel channel;
    private final int maxMessage;
    private final InboundFrames inbound;
    private @Nullable Connection connection;
    /** The context at which writing begins, because the frames are already encoded. */
    private @Nullable ChannelHandlerContext outward;
    /** The writer to the socket; null: another handler, for example TLS, is between the socket and the frames. */
    private @Nullable DirectWriter socket;
    /** Whether Netty may still have pending writes. */
    private boolean queued;
    /** Whether the client sent a part of a frame before the response to its handshake, which RFC 6455 forbids. */
    private boolean isAmidFrame;

    private final HandshakeAnswer handshake = new HandshakeAnswer();

    private NettyTransport(Channel channel, int maxMessage) {
        this.channel = channel;
        this.maxMessage = maxMessage;
        this.inbound = new InboundFrames(channel, maxMessage, this::removeDecoder);
    }

    /**
     * Returns the transport for the connection of a handshake; null: this version of Vert.x is not supported. Replaces
     * the transport of an earlier handshake on the same connection.
     *
     * @param maxMessage the longest message assembled from fragments, in bytes
     */
    public static @Nullable NettyTransport of(HttpServerRequest request, int maxMessage) {
        if (!(request.connection() instanceof HttpServerConnection server)) {
            return null;
        }
        Channel channel = server.channel();
        if (channel.pipeline().context(VERTX) == null) {
            return null;
        }
        if (channel.pipeline().context(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
        NettyTransport transport = new NettyTransport(channel, maxMessage);
        channel.pipeline().addBefore(VERTX, NAME, transport);
        return transport;
    }

    /**
     * Returns whether the connection of a request is already a WebSocket, because the request was pipelined behind a
     * handshake.
     */
    public static boolean isUpgraded(HttpServerRequest request) {
        return request.connection() instanceof HttpServerConnection server
                && server.channel().pipeline().context(DECODER) != null;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        queued = true;
        if (message instanceof HttpObject http) {
            handshake.write(context, http, promise);
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void sendHandshake() {
        handshake.send();
    }

    /** Makes the transport writable after the handshake has succeeded. */
    public void attach() {
        ChannelPipeline pipeline = channel.pipeline();
        HttpMemory.release(channel);
        outward = pipeline.context(ENCODER);
        if (outward == null) {
            channel.close();
        }
        if (pipeline.context(VERTX_IDLE) != null) {
            pipeline.remove(VERTX_IDLE);
        }
        socket = DirectWriter.of(channel, ENCODER);
        if (pipeline.get(DECODER) instanceof ByteToMessageDecoder) {
            FastFrameReader reader = new FastFrameReader(inbound, maxMessage);
            inbound.read(reader);
            pipeline.addAfter(DECODER, READER, reader);
            // The previous decoder passes the beginning of a frame, except for the header, to the reader.
            pipeline.remove(DECODER);
            isAmidFrame = reader.hasKept();
            reader.drop();
            pipeline.addAfter(READER, DECODER, newDecoder());
        }
    }

    /**
     * Creates a decoder with the settings of Vert.x, whose own decoder may have read an uncounted beginning of a frame.
     */
    private WebSocket13FrameDecoder newDecoder() {
        WebSocket13FrameDecoder decoder = new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessage)
                .closeOnProtocolViolation(false)
                .build());
        decoder.setDiscardAfterReads(1); // otherwise it retains the last sixteen reads, a megabyte
        return decoder;
    }

    /** Starts routing input to the connection before it enters its room; level 1 sends the first message. */
    public void begin(Connection connection) {
        if (!connection.isPlain()) {
            handshake.send();
        }
        this.connection = connection;
        inbound.begin(connection);
        if (isAmidFrame) {
            inbound.fail(CloseCode.PROTOCOL_ERROR.code());
        }
        if (!channel.isActive()) {
            connection.closed(); // the channel closed before the listener was added
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame) {
            inbound.receive(frame);
        } else if (inbound.isBroken()) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Fails the connection after input that the decoder cannot parse. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (connection == null) {
            context.fireExceptionCaught(cause);
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            inbound.fail(corrupted.closeStatus().code());
        } else {
            if (!(cause instanceof IOException)) {
                FAILURES.log(suppressed -> LOG.errorf(cause, "event=connection-failed unsaid=%d", suppressed));
            }
            terminate();
        }
    }

    private void removeDecoder() {
        if (channel.pipeline().context(DECODER) != null) {
            channel.pipeline().remove(DECODER);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        inbound.releaseAll();
        if (connection != null) {
            connection.closed();
        }
        context.fireChannelInactive();
    }

    @Override
    public Executor loop() {
        return channel.eventLoop();
    }

    @Override
    public Batch encode(List<Frame> frames) {
        return SharedBatch.of(frames, channel.alloc());
    }

    @Override
    public void write(Batch batch) {
        handshake.send();
        queue((SharedBatch) batch, 0);
    }

    /** Passes the bytes after the first {@code sent} to Netty. */
    private void queue(SharedBatch batch, int sent) {
        if (outward != null) {
            queued = true;
            outward.write(batch.rest(sent, channel.alloc()), channel.voidPromise());
        }
    }

    @Override
    public void writeAndFlush(Batch batch) {
        SharedBatch packed = (SharedBatch) batch;
        int sent = socket != null && !handshake.isHeld() && pending() == 0 ? socket.write(packed) : 0;
        if (sent < packed.size()) {
            handshake.send();
            queueRest(packed, sent);
            flush();
        }
    }

    /**
     * Queues the rest of a partially sent batch, or ends the connection if the rest cannot wait: later frames would be
     * unreadable.
     */
    private void queueRest(SharedBatch batch, int sent) {
        try {
            queue(batch, sent);
        } catch (Throwable e) {
            if (sent > 0) {
                terminate();
            }
            throw e;
        }
    }

    @Override
    public void flush() {
        if (outward != null) {
            outward.flush();
        }
    }

    /** Asks Netty only if writes may be pending: during a broadcast, Netty's state is not in the CPU cache. */
    @Override
    public long pending() {
        if (!queued) {
            return 0;
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long bytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        queued = bytes > 0;
        return bytes;
    }

    @Override
    public boolean isScarce() {
        ByteBufAllocatorMetricProvider pool =
                channel.alloc() instanceof ByteBufAllocatorMetricProvider own ? own : PooledByteBufAllocator.DEFAULT;
        return pool.metric().usedDirectMemory() > PlatformDependent.maxDirectMemory() / 2;
    }

    @Override
    public void reading(boolean wanted) {
        inbound.reading(wanted);
    }

    /**
     * Returns the maximum size of the direct memory.
     *
     * @return in bytes
     */
    public static long maxDirectMemory() {
        return PlatformDependent.maxDirectMemory();
    }

    @Override
    public void dropInput() {
        inbound.abort();
    }

    @Override
    public void close(boolean handshaken) {
        if (outward != null) {
            outward.writeAndFlush(channel.alloc().buffer(0)).addListener((ChannelFutureListener) written -> {
                if (handshaken || !(channel instanceof DuplexChannel duplex)) {
                    terminate();
                } else {
                    duplex.shutdownOutput();
                }
            });
        }
    }

    @Override
    public void terminate() {
        if (outward != null) {
            outward.close();
        } else {
            channel.close();
        }
    }
}
