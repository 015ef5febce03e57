package dev.roomcast.api;

import dev.roomcast.protocol.IntegerValue;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param after the last name of the page before, or an empty one
 * @param limit how many at most
 */
record Page(String after, int limit) {

    /** The longest page, which is the default as well. */
    static final int MAX = 1000;

    private static final int USUAL = 100;

    /** @throws ProblemException where the limit is none */
    static Page of(@Nullable String after, @Nullable String limit) {
        int number = limit == null ? USUAL : (int) Math.min(MAX, integer("limit", limit, 1));
        return new Page(after == null ? "" : after, number);
    }

    /** @throws ProblemException for what is no integer from {@code min} */
    static long integer(String name, String value, long min) {
        long number = IntegerValue.of(value);
        if (number >= min) {
            return number;
        }
        throw ProblemException.badRequest(name + " is an integer from " + min);
    }

    /** The page of a list that begins with it. */
    <T> List<T> of(List<T> list) {
        return list.subList(0, Math.min(limit, list.size()));
    }

    /** The name after which the next page begins; null: this is the last one. */
    <T> @Nullable String next(List<T> list, Function<T, String> name) {
        return list.size() > limit ? name.apply(list.get(limit - 1)) : null;
    }
}
