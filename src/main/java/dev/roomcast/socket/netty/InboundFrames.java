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
 * The input of a connection: assembles messages from frames, and can pause between frames that were already received.
 * Reports the retained bytes to the connection. Thread: event loop.
 */
final class InboundFrames implements FastFrameReader.Receiver {

    /** The highest valid close code (RFC 6455, section 7.4.2). */
    private static final int MAX_CLOSE_CODE = 4999;

    /** The estimated overhead of a waiting frame beyond its payload, in bytes. */
    private static final int FRAME_BYTES = 200;

    private final Channel channel;
    private final int maxMessage;
    private final Runnable broken;
    /** The connection; null: not open yet. */
    private @Nullable Connection connection;
    /** Reads complete messages ahead of the decoder; null: the handshake has not succeeded yet. */
    private @Nullable FastFrameReader reader;
    /** Decoded frames that arrived before the connection was open, or while reading was paused. */
    private final Queue<WebSocketFrame> waiting = new ArrayDeque<>(0);

    private long waitingBytes;
    private boolean paused;
    /** Whether a task to resume reading is scheduled. */
    private boolean resuming;

    /** The received fragments of a message; null: none. */
    private @Nullable ByteBuf partial;

    private boolean partialIsText;
    private boolean isBroken;
    /** The bytes that the reader retains. */
    private long inReader;
    /** The number of retained bytes that was last reported to the connection. */
    private long reported;

    /**
     * @param maxMessage the longest message assembled from fragments, in bytes
     * @param broken runs once when further input cannot be decoded
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

    /** Pauses or resumes reading, also between frames that were already received. */
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

    /** Resumes reading later; a failure ends the connection, like a failed read from the socket. */
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

    /** Waiting frames precede new input. */
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

    /** Handles a decoded frame. */
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

    /** @param code the close code; negative: none. The decoder has already refused codes that must not be sent. */
    private void readClose(int code) {
        if (code > MAX_CLOSE_CODE) {
            fail(CloseCode.PROTOCOL_ERROR.code());
        } else {
            connection.receiveClose(code < 0 ? Frame.close() : Frame.close(code, ""));
        }
    }

    private void readMessage(WebSocketFrame frame, boolean isText) {
        if (partial != null) {
            fail(CloseCode.PROTOCOL_ERROR.code()); // the decoder missed a message that began before it
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
            return; // too long; the connection is closed
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

    /** Releases all retained input. */
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
