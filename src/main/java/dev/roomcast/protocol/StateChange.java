package dev.roomcast.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a room's shared state: the fields {@code set} and {@code if} of a publication.
 *
 * @param entries the changed keys, each once, in the order of the frame
 * @param condition the position in {@code if}; null: no condition
 * @param encoded {@code set} as members see it: in the sender's original encoding, except for a secret
 */
public record StateChange(
        List<Entry> entries,
        @Nullable Position condition,
        @Nullable RawJson encoded) {

    /** The maximum number of keys in one change. */
    public static final int MAX_ENTRIES = 16;

    /** The longest key, in characters, each of which is one byte. */
    public static final int MAX_KEY = 64;

    /** The longest value, in bytes. */
    public static final int MAX_VALUE = 4096;

    /** The longest value of {@link #LIST}, in bytes. */
    public static final int MAX_LIST = 1024;

    /** The key for whether new members may join: true or false. */
    public static final String OPEN = "$open";

    /** The key for the maximum number of players: an integer. */
    public static final String MAX = "$max";

    /** The key for the secret that new members must present: a string, hidden from members. */
    public static final String KEY = "$key";

    /** The key for the room's entry in the list of rooms: an object. */
    public static final String LIST = "$list";

    /**
     * Returns the value of {@link #MAX}; {@link IntegerValue#MAX} from {@code 10^18}; below 1 for no integer from 1.
     */
    public static long max(RawJson number) {
        return IntegerValue.of(number.toString());
    }

    /**
     * One key and its new value.
     *
     * @param value the value as members see it; null: the key is removed
     * @param secret the text that {@code value} hides; only for {@link #KEY}, otherwise null
     */
    public record Entry(
            String key, @Nullable RawJson value, @Nullable String secret) {

        /** Returns the bytes that the entry adds to the state. */
        public int size() {
            return value == null ? 0 : key.length() + value.length();
        }
    }

    /**
     * The fields {@code set} and {@code if} before validation.
     *
     * @param set the field {@code set}; null: absent
     * @param condition the field {@code if}; null: absent
     */
    public record Raw(@Nullable RawJson set, @Nullable RawJson condition) {

        int size() {
            return (set == null ? 0 : set.length()) + (condition == null ? 0 : condition.length());
        }

        int retainedBytes() {
            return Math.max(set == null ? 0 : set.retainedBytes(), condition == null ? 0 : condition.retainedBytes());
        }

        /** Returns the same fields with another {@code set}. */
        public Raw withSet(RawJson set) {
            return new Raw(set, condition);
        }

        Raw withCondition(RawJson condition) {
            return new Raw(set, condition);
        }
    }
}
