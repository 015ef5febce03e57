package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A JSON value in its original encoding: a range of an array of UTF-8 that must not change. Numbers keep their digits,
 * objects their duplicate keys, strings their escapes.
 */
public record RawJson(byte[] bytes, int from, int length) {

    /** The empty object; the info of members without info. */
    public static final RawJson EMPTY_OBJECT = of("{}");

    /** A value from JSON that is known to be valid. */
    public static RawJson of(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return new RawJson(utf8, 0, utf8.length);
    }

    /** Returns the memory that the value keeps alive: the whole array from which it was cut, in bytes. */
    public int retainedBytes() {
        return bytes.length;
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
