package dev.roomcast.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What somebody may do in a room. They are written as words: {@code join}, {@code publish} (anything), {@code
 * publish:move} (that method alone), {@code direct} (messages to some), {@code history}, {@code members}.
 *
 * @param join whether one may be in the room at all, and so hear what is said
 * @param methods that one may publish; null: all, and binary messages too
 */
public record Rights(boolean join, Set<String> methods, boolean direct, boolean history, boolean members) {

    /** Everything, as is usual. */
    public static final Rights ALL = new Rights(true, null, true, true, true);

    private static final String METHOD = "publish:";

    /** @throws IllegalArgumentException for a word that is none of the above */
    public static Rights of(Collection<String> words) {
        Set<String> methods = new HashSet<>();
        for (String word : words) {
            if (word.startsWith(METHOD)) {
                methods.add(word.substring(METHOD.length()));
            } else if (!Set.of("join", "publish", "direct", "history", "members")
                    .contains(word)) {
                throw new IllegalArgumentException(
                        "a right is join, publish, publish:METHOD, direct, history or members, not '" + word + "'");
            }
        }
        return new Rights(
                words.contains("join"),
                words.contains("publish") ? null : Set.copyOf(methods),
                words.contains("direct"),
                words.contains("history"),
                words.contains("members"));
    }

    /** As they are written. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, join, "join");
        add(words, publishesAll(), "publish");
        if (methods != null) {
            methods.stream().sorted().forEach(method -> words.add(METHOD + method));
        }
        add(words, direct, "direct");
        add(words, history, "history");
        add(words, members, "members");
        return words;
    }

    private static void add(List<String> words, boolean has, String word) {
        if (has) {
            words.add(word);
        }
    }

    /** Whether everything may be published: then nothing needs to be looked at. */
    public boolean publishesAll() {
        return methods == null;
    }

    /** @param method null for a text that has none */
    public boolean publishes(String method) {
        return methods == null || method != null && methods.contains(method);
    }
}
