package dev.roomcast.match;

import java.util.concurrent.CompletionStage;

/** Publishes the players of a match in its room, before they are notified. Thread: any. */
public interface LineUps {

    /**
     * Publishes the players of a match, once for any number of calls.
     *
     * @return fails with {@link dev.roomcast.room.EngineUnavailableException} if the engine does not answer
     */
    CompletionStage<?> publish(MadeMatch match);
}
