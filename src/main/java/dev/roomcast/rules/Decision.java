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

    /** Accepts. The sender's own {@code set} and {@code if} stay, limited by the sender's rights. */
    public static Decision accept() {
        return new Decision(null, null, false, null);
    }

    /** Accepts a member as a watcher, whatever role it requested. Only for joins. */
    public static Decision acceptAsWatcher() {
        return new Decision(null, null, true, null);
    }

    /** Refuses as {@code forbidden}. @param message the message for the sender */
    public static Decision refuse(String message) {
        return refuse(RefusalCode.FORBIDDEN, message);
    }

    /** Refuses. @param message the message for the sender */
    public static Decision refuse(RefusalCode code, String message) {
        return new Decision(Objects.requireNonNull(code), Objects.requireNonNull(message), false, null);
    }

    /** Returns an asynchronous decision, with the time limit {@code roomcast.rules.timeout}. */
    public static Decision later(CompletionStage<Decision> decision) {
        return new Decision(null, null, false, Objects.requireNonNull(decision));
    }

    /** Returns an asynchronous decision, with the time limit {@code roomcast.rules.timeout}. */
    public static Decision later(Uni<Decision> decision) {
        return later(decision.subscribeAsCompletionStage());
    }

    /** Replaces the data of the publication. @param data any value that Jackson can write as JSON */
    public Decision replace(Object data) {
        this.data = data;
        replacesData = true;
        return this;
    }

    /** Omits {@code set} and {@code if} of the sender: only the rules change the state. */
    public Decision withoutSet() {
        dropsSet = true;
        return this;
    }

    /** Returns the code of the refusal; null: accepted. */
    public @Nullable RefusalCode refusal() {
        return refusal;
    }

    /** Returns the message of the refusal; null: accepted. */
    public @Nullable String message() {
        return message;
    }

    /** Returns whether the publication or join is accepted, or the decision is still pending. */
    public boolean isAccepted() {
        return refusal == null;
    }

    /** Returns whether a new member becomes a watcher. */
    public boolean isAsWatcher() {
        return watcher;
    }

    /** Returns whether the data is replaced. */
    public boolean replacesData() {
        return replacesData;
    }

    /** Returns the replacement of the sender's data. */
    public Object data() {
        return data;
    }

    /** Returns whether the {@code set} of the sender is omitted. */
    public boolean dropsSet() {
        return dropsSet;
    }

    /** Returns the asynchronous decision; null: this object is the decision. */
    public @Nullable CompletionStage<Decision> pending() {
        return later;
    }

    @Override
    Decision self() {
        return this;
    }
}
