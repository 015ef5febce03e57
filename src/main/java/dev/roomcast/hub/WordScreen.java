package dev.roomcast.hub;

import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Refuses texts with certain words in them. Capitals, full width letters, spaces and invisible characters between
 * letters make no difference.
 */
public final class WordScreen implements Screen {

    private static final CompletionStage<Verdict> PASSES = CompletableFuture.completedFuture(Verdict.PASSES);
    private static final CompletionStage<Verdict> REFUSED = CompletableFuture.completedFuture(Verdict.REFUSED);

    private final Set<String> methods;
    private final List<String> words;

    public WordScreen(Set<String> methods, Collection<String> words) {
        this.methods = Set.copyOf(methods);
        this.words = words.stream()
                .map(WordScreen::plain)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Override
    public boolean covers(String method) {
        return methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(Identity who, String text) {
        String plain = plain(text);
        return words.stream().anyMatch(plain::contains) ? REFUSED : PASSES;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Cf}]", "");
    }
}
