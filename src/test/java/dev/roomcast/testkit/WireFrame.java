package dev.roomcast.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket frame of the server. The static methods create valid and invalid frames for the server. */
public record WireFrame(int first, byte[] payload) {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    public int opcode() {
        return first & 0x0f;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Returns the code of a close frame; 1005 without one. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    public static byte[] text(String text) {
        return whole(TEXT, utf8(text));
    }

    /** Returns a frame that is a whole message. */
    public static byte[] whole(int opcode, byte[] payload) {
        return masked(FIN | opcode, payload);
    }

    /** Returns a frame that is not the last of its message. */
    public static byte[] part(int opcode, byte[] payload) {
        return masked(opcode, payload);
    }

    public static byte[] close(int code) {
        return whole(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** @param first the first byte: FIN, reserved bits, opcode */
    public static byte[] masked(int first, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        bytes.write(first);
        writeLength(bytes, MASKED, payload.length);
        bytes.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ MASK[i & 3]);
        }
        return bytes.toByteArray();
    }

    public static byte[] unmasked(int first, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 10);
        bytes.write(first);
        writeLength(bytes, 0, payload.length);
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream bytes, int mask, int length) {
        if (length < 126) {
            bytes.write(mask | length);
        } else if (length < 1 << 16) {
            bytes.write(mask | 126);
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            bytes.write(mask | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
    }

    /** Repeats bytes. */
    public static byte[] times(int count, byte[] bytes) {
        ByteBuffer all = ByteBuffer.allocate(count * bytes.length);
        for (int i = 0; i < count; i++) {
            all.put(bytes);
        }
        return all.array();
    }

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
