package dev.roomcast.hub;

import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Refuses texts that contain certain words. Case, full-width letters, spaces and invisible characters between letters
 * are ignored.
 */
public final class WordListModerator implements Moderator {

    private final Set<String> methods;
    private volatile List<String> words;

    public WordListModerator(Set<String> methods, Collection<String> words) {
        this.methods = Set.copyOf(methods);
        replace(words);
    }

    /** Replaces the list of words. Thread: any. */
    public void replace(Collection<String> changed) {
        words = changed.stream()
                .map(WordListModerator::plain)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Override
    public boolean covers(String method) {
        return methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(ModerationRequest request) {
        String plain = plain(request.text());
        return (words.stream().anyMatch(plain::contains) ? Verdict.REFUSED : Verdict.PASSES).now();
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Cf}]", "");
    }
}
