package dev.roomcast.match;

import java.util.concurrent.CompletionStage;

/** Publishes the players of a match in its room, before anybody is told of it. Thread: any. */
public interface LineUps {

    /**
     * Publishes them once, however often it is called.
     *
     * @return fails with {@link dev.roomcast.room.EngineUnavailableException} where the engine does not answer
     */
    CompletionStage<?> publish(MadeMatch match);
}
