package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/**
 * One WebSocket frame (RFC 6455, section 5.2) in the format of the server: final, unmasked, with header and payload in
 * one array. A frame is encoded once, is immutable after publication, and is shared by all recipients. Frames of level
 * 0 clients are read into the same format, so that a verbatim delivery needs no second copy.
 *
 * <pre>
 *   bytes  |  unused  | header 2..10 | payload        |  unused  |
 *          0          from           payload          end
 * </pre>
 */
public final class Frame {

    /** The first byte of a final frame of each kind. */
    private static final int TEXT = 0x81;

    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    /** The longest header of an unmasked frame, in bytes. */
    static final int MAX_HEADER = 10;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** The highest bit of each of eight bytes; ASCII never sets it. */
    private static final long NOT_ASCII = 0x8080808080808080L;

    private static final Frame EMPTY_PING = control(PING, new byte[0]);

    private final byte[] bytes;
    private final int from;
    private final int payload;
    private final int end;

    private Frame(byte[] bytes, int from, int payload, int end) {
        this.bytes = bytes;
        this.from = from;
        this.payload = payload;
        this.end = end;
    }

    /**
     * Allocates a text or binary frame. The caller writes the payload of {@code length} bytes before it shares the
     * frame.
     */
    public static Frame allocate(boolean text, int length) {
        int header = headerLength(length);
        byte[] bytes = new byte[header + length];
        writeHeader(text ? TEXT : BINARY, length, bytes, 0);
        return new Frame(bytes, 0, header, bytes.length);
    }

    /**
     * Unmasks the payload that the caller has just written (RFC 6455, section 5.3): byte i with byte i modulo 4 of the
     * mask.
     *
     * @param mask the four bytes of the mask, the first one in the highest bits
     */
    public void unmask(int mask) {
        long both = (long) mask << Integer.SIZE | mask & 0xffffffffL;
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            both = Long.reverseBytes(both);
        }
        int i = payload;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ both);
        }
        for (int shift = 24; i < end; i++, shift = shift - 8 & 31) {
            bytes[i] ^= (byte) (mask >> shift);
        }
    }

    public static Frame text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        Frame frame = allocate(true, utf8.length);
        System.arraycopy(utf8, 0, frame.bytes, frame.payload, utf8.length);
        return frame;
    }

    public static Frame binary(byte[] data) {
        Frame frame = allocate(false, data.length);
        System.arraycopy(data, 0, frame.bytes, frame.payload, data.length);
        return frame;
    }

    /** Takes over {@code bytes}, with {@link #MAX_HEADER} unused bytes before the payload. */
    static Frame textIn(byte[] bytes, int end) {
        int length = end - MAX_HEADER;
        int from = MAX_HEADER - headerLength(length);
        writeHeader(TEXT, length, bytes, from);
        return new Frame(bytes, from, MAX_HEADER, end);
    }

    /** Returns a close frame; a reason of more than 123 bytes of UTF-8 (RFC 6455, section 5.5) is omitted. */
    public static Frame close(int code, String reason) {
        byte[] utf8 = reason.getBytes(UTF_8);
        byte[] body = new byte[utf8.length > 123 ? 2 : 2 + utf8.length];
        body[0] = (byte) (code >> 8);
        body[1] = (byte) code;
        System.arraycopy(utf8, 0, body, 2, body.length - 2);
        return control(CLOSE, body);
    }

    /** Returns a close frame without a code, for the answer to one without a code. */
    public static Frame close() {
        return control(CLOSE, new byte[0]);
    }

    public static Frame ping() {
        return EMPTY_PING;
    }

    /** Returns the answer to a ping, with its payload of at most 125 bytes. */
    public static Frame pong(byte[] body) {
        return control(PONG, body);
    }

    private static Frame control(int kind, byte[] body) {
        byte[] bytes = new byte[2 + body.length];
        writeHeader(kind, body.length, bytes, 0);
        System.arraycopy(body, 0, bytes, 2, body.length);
        return new Frame(bytes, 0, 2, bytes.length);
    }

    private static int headerLength(int length) {
        return length < 126 ? 2 : length < 65536 ? 4 : MAX_HEADER;
    }

    private static void writeHeader(int kind, int length, byte[] bytes, int at) {
        bytes[at] = (byte) kind;
        if (length < 126) {
            bytes[at + 1] = (byte) length;
        } else if (length < 65536) {
            bytes[at + 1] = 126;
            bytes[at + 2] = (byte) (length >> 8);
            bytes[at + 3] = (byte) length;
        } else {
            bytes[at + 1] = 127;
            ByteBuffer.wrap(bytes, at + 2, 8).putLong(length);
        }
    }

    public boolean isText() {
        return (bytes[from] & 0xff) == TEXT;
    }

    public boolean isBinary() {
        return (bytes[from] & 0xff) == BINARY;
    }

    public boolean isClose() {
        return (bytes[from] & 0xff) == CLOSE;
    }

    public boolean isPing() {
        return (bytes[from] & 0xff) == PING;
    }

    /** Returns the array that contains the frame; the caller must not change it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the index in {@link #bytes()} at which the frame begins. */
    public int start() {
        return from;
    }

    /** Returns the length of the whole frame, in bytes. */
    public int length() {
        return end - from;
    }

    /** Returns the index in {@link #bytes()} at which the payload begins; it ends with the frame. */
    public int payloadStart() {
        return payload;
    }

    /** Returns the length of the payload, in bytes. */
    public int payloadLength() {
        return end - payload;
    }

    /** Returns the payload as a string; only useful for text. */
    public String payloadText() {
        return new String(bytes, payload, end - payload, UTF_8);
    }

    /** Returns whether the payload begins with U+FEFF in UTF-8. */
    boolean beginsWithByteOrderMark() {
        return payloadLength() >= 3
                && bytes[payload] == (byte) 0xef
                && bytes[payload + 1] == (byte) 0xbb
                && bytes[payload + 2] == (byte) 0xbf;
    }

    /** Returns whether the payload is UTF-8, as required for text (RFC 6455, section 8.1). Fast for ASCII. */
    public boolean isUtf8() {
        int i = payload;
        while (i <= end - Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i == end || isUtf8(ByteBuffer.wrap(bytes, i, end - i));
    }

    private static boolean isUtf8(ByteBuffer rest) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(rest);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return isText() ? payloadText() : "0x%02x, %d bytes".formatted(bytes[from] & 0xff, payloadLength());
    }
}
