package dev.roomcast.socket.netty;

import dev.roomcast.hub.Connection;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The input of a connection: assembles messages from frames, and pauses between frames that were received already. It
 * reports the retained bytes to the connection. Thread: event loop.
 */
final class InboundFrames implements FastFrameReader.Receiver {

    /** RFC 6455, section 7.4.2. */
    private static final int MAX_CLOSE_CODE = 4999;

    /** About what a frame that waits takes besides its payload, in bytes. */
    private static final int FRAME_BYTES = 200;

    private final Channel channel;
    private final int maxMessage;
    private final Runnable broken;
    /** Null until it is open. */
    private @Nullable Connection connection;
    /** Takes messages out before the decoder; null: the handshake has not succeeded yet. */
    private @Nullable FastFrameReader reader;
    /** Decoded frames that wait: they came before the connection began, or while reading was paused. */
    private final Queue<WebSocketFrame> waiting = new ArrayDeque<>(0);

    private long waitingBytes;
    private boolean paused;
    /** Whether a task is on its way that reads on. */
    private boolean resuming;

    /** The received fragments of a message. */
    private @Nullable ByteBuf partial;

    private boolean partialIsText;
    private boolean isBroken;
    /** The bytes that the reader keeps. */
    private long inReader;
    /** The retained bytes that were reported to the connection. */
    private long reported;

    /**
     * @param maxMessage the longest message that is put together from its parts, in bytes
     * @param broken called once, when nothing more can be understood
     */
    InboundFrames(Channel channel, int maxMessage, Runnable broken) {
        this.channel = channel;
        this.maxMessage = maxMessage;
        this.broken = broken;
    }

    void read(FastFrameReader reader) {
        this.reader = reader;
    }

    /** Opens the connection and handles the frames received before. */
    void begin(Connection connection) {
        this.connection = connection;
        readOn();
    }

    /** Pauses or resumes reading, also between received frames. */
    void reading(boolean wanted) {
        paused = !wanted;
        if (!wanted) {
            channel.config().setAutoRead(false);
        } else if (!hasKept()) {
            channel.config().setAutoRead(true);
        } else if (!resuming) {
            resuming = true;
            channel.eventLoop().execute(this::readOnLater);
        }
    }

    private boolean hasKept() {
        return !waiting.isEmpty() || reader != null && reader.hasKept();
    }

    /** Reads on; a failure ends the connection, as one of a read from the socket does. */
    private void readOnLater() {
        resuming = false;
        try {
            readOn();
        } catch (Throwable e) {
            channel.pipeline().fireExceptionCaught(e);
        }
    }

    private void readOn() {
        while (mayRead() && !waiting.isEmpty()) {
            WebSocketFrame frame = waiting.remove();
            waitingBytes -= size(frame);
            readAndRelease(frame);
        }
        report();
        if (isReading() && reader != null) {
            reader.readKept();
        }
        if (!paused && !isBroken) {
            channel.config().setAutoRead(true);
        }
    }

    /** Frames that wait are handled first. */
    @Override
    public boolean isReading() {
        return mayRead() && waiting.isEmpty();
    }

    private boolean mayRead() {
        return connection != null && !paused && !isBroken;
    }

    @Override
    public boolean isBroken() {
        return isBroken;
    }

    @Override
    public boolean takesMessages() {
        return partial == null;
    }

    @Override
    public void receive(Frame message) {
        connection.receive(message);
    }

    @Override
    public void keeps(long bytes) {
        inReader = bytes;
        report();
    }

    private void report() {
        long bytes = inReader + waitingBytes + (partial == null ? 0 : partial.capacity());
        if (bytes != reported && connection != null) {
            reported = bytes;
            connection.keeps(bytes);
        }
    }

    /** Handles a frame of the decoder. */
    void receive(WebSocketFrame frame) {
        if (isBroken) {
            frame.release();
        } else if (isReading()) {
            readAndRelease(frame);
        } else {
            channel.config().setAutoRead(false);
            waiting.add(frame);
            waitingBytes += size(frame);
            report();
        }
    }

    private static long size(WebSocketFrame frame) {
        return frame.content().readableBytes() + FRAME_BYTES;
    }

    private void readAndRelease(WebSocketFrame frame) {
        try {
            read(frame);
        } finally {
            frame.release();
        }
    }

    private void read(WebSocketFrame frame) {
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
        if (partial != null) {
            fail(CloseCode.PROTOCOL_ERROR.code()); // the decoder does not know of a message begun before the handshake
        } else if (frame.isFinalFragment()) {
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
            fail(CloseCode.TOO_LARGE.code());
            return;
        }
        partial.writeBytes(frame.content());
        if (frame.isFinalFragment()) {
            Frame message = whole(partial, partialIsText);
            dropPartial();
            connection.receive(message);
        }
        report();
    }

    private void dropPartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private static Frame whole(ByteBuf content, boolean isText) {
        Frame frame = Frame.allocate(isText, content.readableBytes());
        content.readBytes(frame.bytes(), frame.payloadStart(), frame.payloadLength());
        return frame;
    }

    /** Fails the connection after invalid input; later input is dropped. */
    void fail(int code) {
        if (!isBroken) {
            abort();
            connection.receiveGarbage(code);
        }
    }

    /** Drops the retained input and all later input. */
    void abort() {
        if (!isBroken) {
            isBroken = true;
            releaseAll();
            broken.run();
        }
    }

    /** Throws away all that is kept. */
    void releaseAll() {
        dropPartial();
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
        waitingBytes = 0;
        if (reader != null) {
            reader.drop();
        }
        inReader = 0;
        report();
    }
}
