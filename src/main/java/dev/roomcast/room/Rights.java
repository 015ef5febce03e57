package dev.roomcast.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rights of a client in a room. They are written as {@code join}, {@code publish} (all methods), {@code
 * publish:move} (that method), {@code direct} (messages to some members), {@code history}, {@code members}, {@code
 * info} (changing the client's own info), {@code set} (the shared state), {@code play} (in a game, instead of
 * watching), {@code match} (finding rooms), {@code host} (acting as the host). {@code publish} includes {@code info},
 * {@code set}, {@code play} and {@code match}.
 *
 * @param join whether the client may enter the room and receive messages
 * @param methods the allowed methods; null: all, and binary messages
 * @param info whether the client may change its info
 * @param set whether a player may change the shared state
 * @param play whether the client may be a player
 * @param match whether the client may search for rooms
 * @param host whether the client may act as the host without being it
 */
public record Rights(
        boolean join,
        @Nullable Set<String> methods,
        boolean direct,
        boolean history,
        boolean members,
        boolean info,
        boolean set,
        boolean play,
        boolean match,
        boolean host) {

    /** The default rights: everything but acting as the host. */
    public static final Rights ALL = new Rights(true, null, true, true, true, true, true, true, true, false);

    private static final Set<String> WORDS =
            Set.of("join", "publish", "direct", "history", "members", "info", "set", "play", "match", "host");

    private static final String METHOD = "publish:";

    /** Parses written rights. @throws IllegalArgumentException for an unknown word */
    public static Rights of(Collection<String> words) {
        Set<String> methods = new HashSet<>();
        for (String word : words) {
            if (word.startsWith(METHOD)) {
                methods.add(word.substring(METHOD.length()));
            } else if (!WORDS.contains(word)) {
                throw new IllegalArgumentException("a right is join, publish, publish:METHOD, direct, history, members,"
                        + " info, set, play, match or host, not '" + word + "'");
            }
        }
        boolean all = words.contains("publish");
        return new Rights(
                words.contains("join"),
                all ? null : Set.copyOf(methods),
                words.contains("direct"),
                words.contains("history"),
                words.contains("members"),
                all || words.contains("info"),
                all || words.contains("set"),
                all || words.contains("play"),
                all || words.contains("match"),
                words.contains("host"));
    }

    /** Returns the written form of the rights. */
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
        add(words, info && !publishesAll(), "info");
        add(words, set && !publishesAll(), "set");
        add(words, play && !publishesAll(), "play");
        add(words, match && !publishesAll(), "match");
        add(words, host, "host");
        return words;
    }

    private static void add(List<String> words, boolean has, String word) {
        if (has) {
            words.add(word);
        }
    }

    /** Returns whether all methods may be published, so that no method needs a check. */
    public boolean publishesAll() {
        return methods == null;
    }

    /** Returns whether a method may be published. @param method the method; null: a text without a method */
    public boolean publishes(@Nullable String method) {
        return methods == null || method != null && methods.contains(method);
    }
}
