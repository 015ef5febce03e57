package dev.roomcast.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a room's shared state, as a publication carries it in {@code set} and {@code if}.
 *
 * @param entries the changed keys, each once, in the order of the frame
 * @param condition the position that {@code if} names; null: the change depends on nothing
 * @param encoded {@code set} as members see it: the very characters of the sender, but for a secret
 */
public record StateChange(
        List<Entry> entries,
        @Nullable Position condition,
        @Nullable RawJson encoded) {

    /** The most keys of one change. */
    public static final int MAX_ENTRIES = 16;

    /** The longest key, in characters, which are bytes as well. */
    public static final int MAX_KEY = 64;

    /** The longest value, in bytes. */
    public static final int MAX_VALUE = 4096;

    /** The longest value of {@link #LIST}, in bytes. */
    public static final int MAX_LIST = 1024;

    /** Whether new members may join: true or false. */
    public static final String OPEN = "$open";

    /** The most players: an integer. */
    public static final String MAX = "$max";

    /** The key that new members must present: a string, hidden from members. */
    public static final String KEY = "$key";

    /** The entry of the room in the list of rooms: an object. */
    public static final String LIST = "$list";

    /** The value of {@link #MAX}; {@link Integer#MAX_VALUE} for a larger one, below 1 for what is no integer from 1. */
    public static int max(RawJson number) {
        return (int) Math.min(IntegerValue.of(number.toString()), Integer.MAX_VALUE);
    }

    /**
     * One key and its new value.
     *
     * @param value as members see it; null: the key is removed
     * @param secret the text that {@code value} hides, for {@link #KEY} alone; null otherwise
     */
    public record Entry(
            String key, @Nullable RawJson value, @Nullable String secret) {

        /** The bytes that it adds to the state. */
        public int size() {
            return value == null ? 0 : key.length() + value.length();
        }
    }

    /**
     * The fields {@code set} and {@code if} before validation.
     *
     * @param set null where absent
     * @param condition null where absent
     */
    public record Raw(@Nullable RawJson set, @Nullable RawJson condition) {

        int size() {
            return (set == null ? 0 : set.length()) + (condition == null ? 0 : condition.length());
        }

        int retainedBytes() {
            return Math.max(set == null ? 0 : set.retainedBytes(), condition == null ? 0 : condition.retainedBytes());
        }

        /** The same with other keys and values. */
        public Raw withSet(RawJson set) {
            return new Raw(set, condition);
        }

        Raw withCondition(RawJson condition) {
            return new Raw(set, condition);
        }
    }
}
