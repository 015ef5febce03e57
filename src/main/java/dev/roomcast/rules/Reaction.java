package dev.roomcast.rules;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The reaction to an event. A change of the state is carried by the first publication to all; without one, by a publication
 * with the method {@code state}.
 */
public final class Reaction extends Effects<Reaction> {

    private final @Nullable CompletionStage<Reaction> later;

    private Reaction(@Nullable CompletionStage<Reaction> later) {
        this.later = later;
    }

    /** Nothing, to which effects may be added. */
    public static Reaction none() {
        return new Reaction(null);
    }

    /** A reaction that is found elsewhere; it takes at most {@code roomcast.rules.timeout}. */
    public static Reaction later(CompletionStage<Reaction> reaction) {
        return new Reaction(reaction);
    }

    /** A reaction that is found elsewhere; it takes at most {@code roomcast.rules.timeout}. */
    public static Reaction later(Uni<Reaction> reaction) {
        return new Reaction(reaction.subscribeAsCompletionStage());
    }

    /** The reaction that is found elsewhere; null: this is it. */
    public @Nullable CompletionStage<Reaction> pending() {
        return later;
    }

    @Override
    Reaction self() {
        return this;
    }
}
