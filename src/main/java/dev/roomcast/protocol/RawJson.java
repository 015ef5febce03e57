package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A JSON value kept as the very characters in which it came: some bytes of UTF-8 in an array that is not to be changed.
 * Numbers keep their digits, objects their duplicate keys, strings their escapes.
 */
public record RawJson(byte[] bytes, int from, int length) {

    /** The empty object, which stands for info that nobody gave. */
    public static final RawJson EMPTY_OBJECT = of("{}");

    /** A value from JSON that is known to be valid. */
    public static RawJson of(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return new RawJson(utf8, 0, utf8.length);
    }

    /** A copy that does not keep the array alive from which it was cut. */
    public RawJson detached() {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, from, copy, 0, length);
        return new RawJson(copy, 0, length);
    }

    @Override
    public String toString() {
        return new String(bytes, from, length, UTF_8);
    }
}
