package dev.roomcast.socket.netty;

import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Reads complete messages from the socket with one copy; nearly all messages are complete. All other frames (fragments,
 * incomplete frames, pings, closes, errors) pass to Netty's decoder behind this handler, one at a time. While reading
 * is paused, this handler retains the remaining bytes.
 *
 * <p>The format of a frame is defined in RFC 6455, section 5.2; frames of clients are masked.
 */
final class FastFrameReader extends ChannelInboundHandlerAdapter {

    /** The first byte of a final frame without extensions. */
    private static final int TEXT = 0x81;

    private static final int BINARY = 0x82;

    private static final int MASKED = 0x80;
    private static final int MASK = 4;
    /** The longest payload length that the first two bytes can contain; a longer one takes two or eight more bytes. */
    private static final int SHORT = 125;

    private static final int TWO_BYTES = 126;

    private final Receiver receiver;
    private final int maxMessage;
    private ChannelHandlerContext context;
    /** The unread bytes while reading is paused or a frame header is incomplete; null: none. */
    private @Nullable ByteBuf kept;
    /** The number of bytes that the decoder needs to complete its frame; 0: no partial frame. */
    private long missing;
    /** The number of bytes of its frame that the decoder has received. */
    private long given;

    /** Receives the messages. */
    interface Receiver {

        /** Returns whether frames are to be read. */
        boolean isReading();

        /** Returns whether the connection is broken, so that input is dropped. */
        boolean isBroken();

        /** Returns whether a message may begin. */
        boolean takesMessages();

        /** Handles one complete, unmasked message. */
        void receive(Frame message);

        /** Reports the number of retained bytes, including the decoder's partial frame. */
        void keeps(long bytes);
    }

    /** @param maxMessage the longest message, in bytes; the decoder refuses a longer one */
    FastFrameReader(Receiver receiver, int maxMessage) {
        this.receiver = receiver;
        this.maxMessage = maxMessage;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        context.fireChannelInactive();
    }

    /** Drops the retained bytes. */
    void drop() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
        missing = given = 0;
    }

    /** Returns whether retained bytes can be read after a resume. */
    boolean hasKept() {
        return kept != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (kept != null) {
            ByteBuf before = kept;
            kept = null;
            bytes = joined(before, bytes);
        }
        read(bytes);
    }

    /** Reads messages from the retained bytes. */
    void readKept() {
        ByteBuf bytes = kept;
        if (bytes != null) {
            kept = null;
            read(bytes);
        }
    }

    private ByteBuf joined(ByteBuf before, ByteBuf after) {
        try {
            int length = before.readableBytes() + after.readableBytes();
            return context.alloc().buffer(length, length).writeBytes(before).writeBytes(after);
        } finally {
            before.release();
            after.release();
        }
    }

    private void read(ByteBuf bytes) {
        boolean mine = true;
        try {
            while (bytes.isReadable() && receiver.isReading()) {
                if (missing == 0 && readWhole(bytes)) {
                    continue;
                }
                if (missing == 0) {
                    given = 0;
                    missing = frameLength(bytes);
                    if (missing == 0) {
                        break; // the header is incomplete
                    }
                }
                int part = (int) Math.min(missing, bytes.readableBytes());
                missing -= part;
                given += part;
                if (part == bytes.readableBytes()) {
                    mine = false;
                    context.fireChannelRead(bytes);
                    break;
                }
                context.fireChannelRead(bytes.readRetainedSlice(part));
            }
            if (mine && bytes.isReadable() && !receiver.isBroken()) {
                kept = bytes;
                mine = false;
            }
        } finally {
            if (mine) {
                bytes.release();
            }
            receiver.keeps((kept == null ? 0 : kept.readableBytes()) + (missing == 0 ? 0 : given));
        }
    }

    /** @return the length of the first frame; 0: the header is incomplete */
    private static long frameLength(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        if (readable < 2) {
            return 0;
        }
        int begin = bytes.readerIndex();
        int second = bytes.getUnsignedByte(begin + 1);
        int mask = (second & MASKED) == 0 ? 0 : MASK;
        int length = second & ~MASKED;
        if (length <= SHORT) {
            return 2 + mask + length;
        }
        int extended = length == TWO_BYTES ? Short.BYTES : Long.BYTES;
        if (readable < 2 + extended) {
            return 0;
        }
        long payload = length == TWO_BYTES ? bytes.getUnsignedShort(begin + 2) : bytes.getLong(begin + 2);
        return payload < 0 ? Long.MAX_VALUE : Math.min(payload, Long.MAX_VALUE - 16) + 2 + extended + mask;
    }

    /** @return whether the bytes began with a complete message, which was consumed */
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
        bytes.readerIndex(begin + header).readBytes(frame.bytes(), frame.payloadStart(), length);
        frame.unmask(mask);
        receiver.receive(frame);
        return true;
    }
}
