package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Writes JSON, for a text frame or on its own. The caller writes commas; this class quotes strings. */
public final class JsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    /** The number of digits of {@link Long#MAX_VALUE}. */
    private static final int MAX_DIGITS = 19;

    private byte[] bytes;
    private int end = Frame.MAX_HEADER;

    /** @param payload the estimated size of the JSON, in bytes; it may become larger */
    public JsonWriter(int payload) {
        bytes = new byte[Frame.MAX_HEADER + payload];
    }

    /** Writes JSON syntax in ASCII. */
    @SuppressWarnings("deprecation") // for other characters it would not do
    public JsonWriter ascii(String json) {
        int length = json.length();
        room(length);
        json.getBytes(0, length, bytes, end);
        end += length;
        return this;
    }

    /** Writes an integer in decimal digits. */
    public JsonWriter number(long number) {
        if (number < 0) {
            return ascii(Long.toString(number));
        }
        int digits = 1;
        for (long power = 10; digits < MAX_DIGITS && number >= power; power *= 10) {
            digits++;
        }
        room(digits);
        end += digits;
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    public JsonWriter raw(RawJson json) {
        return raw(json.bytes(), json.from(), json.length());
    }

    JsonWriter raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    public JsonWriter raw(byte[] json, int from, int length) {
        room(length);
        System.arraycopy(json, from, bytes, end, length);
        end += length;
        return this;
    }

    /** Writes a JSON string. An unpaired surrogate becomes a question mark. */
    public JsonWriter string(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** Writes a JSON string from valid UTF-8. */
    JsonWriter string(byte[] utf8, int from, int length) {
        room(length + 2);
        bytes[end++] = '"';
        for (int i = from; i < from + length; i++) {
            byte b = utf8[i];
            if (b >= 0 && b < 0x20 || b == '"' || b == '\\') {
                room(6 + from + length - i);
                escape(b);
            } else {
                bytes[end++] = b;
            }
        }
        bytes[end++] = '"';
        return this;
    }

    private void escape(byte b) {
        bytes[end++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[end++] = b;
            case '\n' -> bytes[end++] = 'n';
            case '\r' -> bytes[end++] = 'r';
            case '\t' -> bytes[end++] = 't';
            default -> {
                bytes[end++] = 'u';
                bytes[end++] = '0';
                bytes[end++] = '0';
                bytes[end++] = HEX[b >> 4];
                bytes[end++] = HEX[b & 15];
            }
        }
    }

    private void room(int more) {
        if (end + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + more, bytes.length * 2));
        }
    }

    /** Returns the written bytes as a frame. The writer must not be used afterwards. */
    Frame frame() {
        return Frame.textIn(bytes, end);
    }

    /** Returns the written bytes without a frame header. */
    public byte[] json() {
        return Arrays.copyOfRange(bytes, Frame.MAX_HEADER, end);
    }
}
