package dev.roomcast.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Something that is asked of a room, and found out when the room is known. */
final class Question<T> implements Channel.Receipt {

    private final Supplier<T> task;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Question(Supplier<T> task) {
        this.task = task;
    }

    /** Fails with {@link Unavailable} if the engine does not answer, and with what the task throws. */
    CompletionStage<T> answer() {
        return answer;
    }

    @Override
    public void settled(boolean known) {
        if (!known) {
            answer.completeExceptionally(new Unavailable());
            return;
        }
        try {
            answer.complete(task.get());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
            throw e;
        }
    }
}
