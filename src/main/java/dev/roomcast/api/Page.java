package dev.roomcast.api;

import dev.roomcast.protocol.IntegerValue;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a long list.
 *
 * @param after the last name of the previous page; empty: from the beginning
 * @param limit the maximum number of entries
 */
record Page(String after, int limit) {

    /** The largest limit, which is also the default. */
    static final int MAX = 1000;

    private static final int USUAL = 100;

    /** @throws ProblemException for an invalid limit */
    static Page of(@Nullable String after, @Nullable String limit) {
        int number = limit == null ? USUAL : (int) Math.min(MAX, integer("limit", limit, 1));
        return new Page(after == null ? "" : after, number);
    }

    /** Parses an integer. @throws ProblemException for any text but an integer from {@code min} */
    static long integer(String name, String value, long min) {
        long number = IntegerValue.of(value);
        if (number >= min) {
            return number;
        }
        throw ProblemException.badRequest(name + " is an integer from " + min);
    }

    /** Parses an integer. @throws ProblemException for any text but an integer from {@code min} to {@code max} */
    static long integer(String name, String value, long min, long max) {
        long number = IntegerValue.of(value);
        if (number >= min && number <= max) {
            return number;
        }
        throw ProblemException.badRequest(name + " is an integer from " + min + " to " + max);
    }

    /** Returns the entries of this page from a list that begins with them. */
    <T> List<T> of(List<T> list) {
        return list.subList(0, Math.min(limit, list.size()));
    }

    /** Returns the name after which the next page begins; null: this is the last one. */
    <T> @Nullable String next(List<T> list, Function<T, String> name) {
        return list.size() > limit ? name.apply(list.get(limit - 1)) : null;
    }
}
