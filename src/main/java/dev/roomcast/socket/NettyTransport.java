package dev.roomcast.socket;

import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Repeats;
import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.ByteBufUtil;
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
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * The fast transport: it sits in the connection's Netty pipeline just behind the WebSocket decoder, takes every frame
 * before Vert.x sees it, and writes ready-made bytes past the encoder.
 *
 * <pre>
 *   socket → messages → this
 *   socket → messages → wsdecoder → this → (Vert.x, Quarkus: the handshake and the end)
 *   socket ← wsencoder's place ← this
 *   socket ← this, where nothing waits
 * </pre>
 *
 * <p>All of it happens on the channel's event loop.
 */
final class NettyTransport extends ChannelDuplexHandler implements Transport, MessageReader.Receiver {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");
    private static final Repeats FAILURES = new Repeats(() -> System.nanoTime() / 1_000_000);
    private static final String NAME = "roomcast";
    private static final String READER = "messages";
    /** Vert.x's own handler, and its watch for idle HTTP connections, which this replaces. */
    private static final String VERTX = "handler";

    private static final String VERTX_IDLE = "idle";
    private static final String DECODER = "wsdecoder";
    private static final String ENCODER = "wsencoder";

    /** RFC 6455, section 7.4.2. */
    private static final int MAX_CLOSE_CODE = 4999;

    private final Channel channel;
    private final int maxMessage;
    private Connection connection;
    /** Where writing begins: the frames are encoded already. */
    private ChannelHandlerContext outward;
    /** The socket itself, where nothing lies between it and the frames; null: something does, TLS for example. */
    private BareSocket socket;
    /** Whether Netty was given something to write that it may still have. */
    private boolean queued;
    /** Takes messages out before the decoder; null: all go through it. */
    private MessageReader reader;
    /** The answer to the handshake, until it may go. */
    private Runnable handshake;
    /** Frames that came before the connection was open; no more are read until then. */
    private Queue<WebSocketFrame> early;
    /** The parts so far of a message that comes in several frames. */
    private ByteBuf partial;

    private boolean partialIsText;
    private boolean garbage;

    private NettyTransport(Channel channel, int maxMessage) {
        this.channel = channel;
        this.maxMessage = maxMessage;
    }

    /**
     * The transport for the connection of a handshake, or null where Vert.x is not as we know it.
     *
     * @param maxMessage the longest message that is put together from its parts, in bytes
     */
    static NettyTransport of(HttpServerRequest request, int maxMessage) {
        if (!(request.connection() instanceof HttpServerConnection server)) {
            return null;
        }
        Channel channel = server.channel();
        if (channel.pipeline().context(VERTX) == null) {
            return null;
        }
        NettyTransport transport = new NettyTransport(channel, maxMessage);
        channel.pipeline().addBefore(VERTX, NAME, transport);
        return transport;
    }

    /** Holds the answer to the handshake back: who sees its WebSocket open is in the room already. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        queued = true;
        if (connection == null
                && message instanceof HttpResponse response
                && response.status().code() == 101) {
            handshake = () -> context.writeAndFlush(message, promise);
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void greet() {
        answerHandshake();
    }

    private void answerHandshake() {
        if (handshake != null) {
            Runnable answer = handshake;
            handshake = null;
            answer.run();
        }
    }

    /** The handshake succeeded: from now on this can be written to. */
    void attach() {
        ChannelPipeline pipeline = channel.pipeline();
        outward = pipeline.context(ENCODER);
        if (outward == null) {
            channel.close();
        }
        if (pipeline.context(VERTX_IDLE) != null) {
            pipeline.remove(VERTX_IDLE);
        }
        socket = BareSocket.of(channel, ENCODER);
        if (pipeline.get(DECODER) instanceof ByteToMessageDecoder decoder) {
            decoder.setDiscardAfterReads(1); // or it keeps what came with the last sixteen, a megabyte
            if (early == null) { // else it may be amid a frame
                reader = new MessageReader(this, maxMessage);
                pipeline.addBefore(DECODER, READER, reader);
            }
        }
    }

    /** The connection is on its way into its room, and what it sends goes there. At level 1 it has to say something first. */
    void begin(Connection connection) {
        if (!connection.isPlain()) {
            answerHandshake();
        }
        this.connection = connection;
        if (early != null) {
            Queue<WebSocketFrame> frames = early;
            early = null;
            frames.forEach(this::read);
            channel.config().setAutoRead(true);
        }
        if (!channel.isActive()) {
            connection.closed(); // it was gone before anybody watched
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (garbage) {
            ReferenceCountUtil.release(message);
        } else if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
        } else if (connection != null) {
            read(frame);
        } else {
            if (early == null) {
                early = new ArrayDeque<>();
                channel.config().setAutoRead(false);
            }
            early.add(frame);
        }
    }

    @Override
    public boolean takesMessages() {
        return connection != null && partial == null && !garbage;
    }

    @Override
    public void receive(Frame message) {
        connection.receive(message);
    }

    private void read(WebSocketFrame frame) {
        if (reader != null) {
            reader.decoded(frame);
        }
        try {
            if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
                readMessage(frame, frame instanceof TextWebSocketFrame);
            } else if (frame instanceof ContinuationWebSocketFrame) {
                readPart(frame);
            } else if (frame instanceof PingWebSocketFrame) {
                connection.receivePing(ByteBufUtil.getBytes(frame.content()));
            } else if (frame instanceof CloseWebSocketFrame close) {
                readClose(close.statusCode());
            } else {
                connection.receiveSign();
            }
        } finally {
            frame.release();
        }
    }

    /** @param code below 0: none was sent. The decoder has refused the others that must not be sent. */
    private void readClose(int code) {
        if (code > MAX_CLOSE_CODE) {
            fail(CloseCode.PROTOCOL_ERROR.code());
        } else {
            connection.receiveClose(code < 0 ? Frame.close() : Frame.close(code, ""));
        }
    }

    private void readMessage(WebSocketFrame frame, boolean isText) {
        if (frame.isFinalFragment()) {
            connection.receive(whole(frame.content(), isText));
        } else {
            partial = channel.alloc().heapBuffer(frame.content().readableBytes());
            partialIsText = isText;
            readPart(frame);
        }
    }

    private void readPart(WebSocketFrame frame) {
        connection.receiveSign();
        if (partial == null) {
            return; // too long, and closed
        }
        if (partial.readableBytes() + frame.content().readableBytes() > maxMessage) {
            forgetPartial();
            fail(CloseCode.TOO_LARGE.code());
            return;
        }
        partial.writeBytes(frame.content());
        if (frame.isFinalFragment()) {
            Frame message = whole(partial, partialIsText);
            forgetPartial();
            connection.receive(message);
        }
    }

    private void forgetPartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private static Frame whole(ByteBuf content, boolean isText) {
        Frame frame = Frame.allocate(isText, content.readableBytes());
        content.readBytes(frame.bytes(), frame.payload(), frame.payloadLength());
        return frame;
    }

    /** What the decoder cannot understand ends the connection; what comes after it is thrown away. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (connection == null) {
            context.fireExceptionCaught(cause);
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            fail(corrupted.closeStatus().code());
        } else {
            if (!(cause instanceof IOException)) {
                FAILURES.tell(unsaid -> LOG.errorf(cause, "event=connection-failed unsaid=%d", unsaid));
            }
            terminate();
        }
    }

    private void fail(int code) {
        if (!garbage) {
            garbage = true;
            if (channel.pipeline().context(DECODER) != null) {
                channel.pipeline().remove(DECODER);
            }
            connection.receiveGarbage(code);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetPartial();
        if (early != null) {
            early.forEach(ReferenceCountUtil::release);
            early = null;
        }
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
    public Batch pack(List<Frame> frames) {
        return Packed.of(frames, channel.alloc());
    }

    @Override
    public void write(Batch batch) {
        answerHandshake();
        queue((Packed) batch, 0);
    }

    /** Gives Netty what follows the first {@code sent} bytes. */
    private void queue(Packed packed, int sent) {
        if (outward != null) {
            queued = true;
            outward.write(packed.rest(sent, channel.alloc()), channel.voidPromise());
        }
    }

    @Override
    public void writeAndFlush(Batch batch) {
        Packed packed = (Packed) batch;
        int sent = socket != null && handshake == null && pending() == 0 ? socket.write(packed) : 0;
        if (sent < packed.size()) {
            answerHandshake();
            queue(packed, sent);
            flush();
        }
    }

    @Override
    public void flush() {
        if (outward != null) {
            outward.flush();
        }
    }

    /** Netty is asked only where it may have something: what it would look at is in no cache when many are written to. */
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
        channel.config().setAutoRead(wanted);
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
