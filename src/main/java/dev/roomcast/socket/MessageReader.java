package dev.roomcast.socket;

import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Reads messages that came whole, as nearly all do, out of what the socket brings, with one copy. All else (a part of a
 * message or of a frame, a ping, a close, a mistake) is for Netty's decoder, which comes next, and so is what follows,
 * until the decoder has handed on all that it was given.
 *
 * <p>The layout of a frame is that of RFC 6455, section 5.2; a client's are masked.
 */
final class MessageReader extends ChannelInboundHandlerAdapter {

    /** The first byte of a final frame without extensions. */
    private static final int TEXT = 0x81;

    private static final int BINARY = 0x82;

    private static final int MASKED = 0x80;
    private static final int MASK = 4;
    /** Longer than that, a length has two bytes of its own, or eight. */
    private static final int SHORT = 125;

    private static final int TWO_BYTES = 126;

    private final Receiver receiver;
    private final int maxMessage;
    /** What the decoder has been given and not handed on yet, in bytes. */
    private long behind;

    /** Where messages go. */
    interface Receiver {

        /** Whether a message may begin now. */
        boolean takesMessages();

        /** One whole message, unmasked. */
        void receive(Frame message);
    }

    /** @param maxMessage the longest message, in bytes; a longer one is for the decoder to refuse */
    MessageReader(Receiver receiver, int maxMessage) {
        this.receiver = receiver;
        this.maxMessage = maxMessage;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean handedOn = false;
        try {
            while (behind == 0 && readWhole(bytes)) {}
            if (bytes.isReadable()) {
                behind += bytes.readableBytes();
                handedOn = true;
                context.fireChannelRead(bytes);
            }
        } finally {
            if (!handedOn) {
                bytes.release();
            }
        }
    }

    /** The decoder handed this on. */
    void decoded(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        behind -= 2 + (length <= SHORT ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES) + MASK + length;
    }

    /** @return whether the bytes began with a message, which was taken out of them */
    private boolean readWhole(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        int header = 2 + MASK;
        if (readable < header || !receiver.takesMessages()) {
            return false;
        }
        int begin = bytes.readerIndex();
        int kind = bytes.getUnsignedByte(begin);
        int length = bytes.getUnsignedByte(begin + 1) - MASKED;
        if (length == TWO_BYTES && readable >= header + Short.BYTES) {
            length = bytes.getUnsignedShort(begin + 2);
            header += Short.BYTES;
            if (length <= SHORT) {
                return false;
            }
        } else if (length > SHORT) {
            return false;
        }
        if (kind != TEXT && kind != BINARY || length < 0 || length > maxMessage || readable < header + length) {
            return false;
        }
        Frame frame = Frame.allocate(kind == TEXT, length);
        int mask = bytes.getInt(begin + header - MASK);
        bytes.readerIndex(begin + header).readBytes(frame.bytes(), frame.payload(), length);
        frame.unmask(mask);
        receiver.receive(frame);
        return true;
    }
}
