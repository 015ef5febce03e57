package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A JSON value in its original encoding: a range of an immutable UTF-8 array. Numbers keep their digits, objects their
 * duplicate keys, strings their escapes.
 */
public record RawJson(byte[] bytes, int from, int length) {

    /** The empty object, which is the default info of members. */
    public static final RawJson EMPTY_OBJECT = of("{}");

    /** Creates a value from valid JSON. */
    public static RawJson of(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return new RawJson(utf8, 0, utf8.length);
    }

    /** Returns the memory that the value retains, in bytes: that of the whole array. */
    public int retainedBytes() {
        return bytes.length;
    }

    /** Returns a copy in an array of its own. */
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
