package dev.roomcast.rules;

import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The decision on a publication or a join. A change of the state is part of the publication. */
public final class Decision extends Effects<Decision> {

    private final @Nullable RefusalCode refusal;
    private final @Nullable String message;
    private final boolean watcher;
    private final @Nullable CompletionStage<Decision> later;
    private Object data;
    private boolean replacesData;
    private boolean dropsSet;

    private Decision(
            @Nullable RefusalCode refusal,
            @Nullable String message,
            boolean watcher,
            @Nullable CompletionStage<Decision> later) {
        this.refusal = refusal;
        this.message = message;
        this.watcher = watcher;
        this.later = later;
    }

    /** Accepts; the sender's own {@code set} and {@code if} stay, with the rights that the sender has. */
    public static Decision accept() {
        return new Decision(null, null, false, null);
    }

    /** Accepts a member as a watcher, whatever it asked for. For joins alone. */
    public static Decision acceptAsWatcher() {
        return new Decision(null, null, true, null);
    }

    /** Refuses with {@code forbidden}. @param message for the sender */
    public static Decision refuse(String message) {
        return refuse(RefusalCode.FORBIDDEN, message);
    }

    /** Refuses. @param message for the sender */
    public static Decision refuse(RefusalCode code, String message) {
        return new Decision(Objects.requireNonNull(code), Objects.requireNonNull(message), false, null);
    }

    /** A decision that is found elsewhere; it takes at most {@code roomcast.rules.timeout}. */
    public static Decision later(CompletionStage<Decision> decision) {
        return new Decision(null, null, false, Objects.requireNonNull(decision));
    }

    /** A decision that is found elsewhere; it takes at most {@code roomcast.rules.timeout}. */
    public static Decision later(Uni<Decision> decision) {
        return later(decision.subscribeAsCompletionStage());
    }

    /** Replaces the data of the publication. @param data any value that Jackson writes as JSON */
    public Decision replace(Object data) {
        this.data = data;
        replacesData = true;
        return this;
    }

    /** Leaves out the {@code set} and the {@code if} of the sender: the rules alone change the state. */
    public Decision withoutSet() {
        dropsSet = true;
        return this;
    }

    /** Why it is refused; null: it is accepted. */
    public @Nullable RefusalCode refusal() {
        return refusal;
    }

    /** The message of the refusal; null: it is accepted. */
    public @Nullable String message() {
        return message;
    }

    /** Whether it is accepted, as far as that is known. */
    public boolean isAccepted() {
        return refusal == null;
    }

    /** Whether a new member becomes a watcher. */
    public boolean isAsWatcher() {
        return watcher;
    }

    /** Whether the data is replaced. */
    public boolean replacesData() {
        return replacesData;
    }

    /** The data that replaces the sender's. */
    public Object data() {
        return data;
    }

    /** Whether the {@code set} of the sender is left out. */
    public boolean dropsSet() {
        return dropsSet;
    }

    /** The decision that is found elsewhere; null: this is it. */
    public @Nullable CompletionStage<Decision> pending() {
        return later;
    }

    @Override
    Decision self() {
        return this;
    }
}
