package dev.roomcast.rules;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The reaction to an event. The first publication to all members contains the state change; without one, the server
 * publishes the change with the method {@code state}.
 */
public final class Reaction extends Effects<Reaction> {

    private final @Nullable CompletionStage<Reaction> later;

    private Reaction(@Nullable CompletionStage<Reaction> later) {
        this.later = later;
    }

    /** Returns a reaction without effects, to which effects may be added. */
    public static Reaction none() {
        return new Reaction(null);
    }

    /** Returns an asynchronous reaction, with the time limit {@code roomcast.rules.timeout}. */
    public static Reaction later(CompletionStage<Reaction> reaction) {
        return new Reaction(reaction);
    }

    /** Returns an asynchronous reaction, with the time limit {@code roomcast.rules.timeout}. */
    public static Reaction later(Uni<Reaction> reaction) {
        return new Reaction(reaction.subscribeAsCompletionStage());
    }

    /** Returns the asynchronous reaction; null: this object is the reaction. */
    public @Nullable CompletionStage<Reaction> pending() {
        return later;
    }

    @Override
    Reaction self() {
        return this;
    }
}
