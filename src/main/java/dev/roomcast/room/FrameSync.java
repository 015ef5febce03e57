package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Frame sync of one room. The room creates it at the first request.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameSync {

    /** Creates the frame sync of a room. */
    interface Factory {

        /** Provides no frame sync: every request is refused as {@code unavailable}. */
        Factory NONE = room -> null;

        /** @return the frame sync; null: the room has none */
        @Nullable
        FrameSync create(FrameRoom room);
    }

    /**
     * Handles {@code $run}, {@code $input}, {@code $frames} or {@code $snapshot} of a player or watcher.
     *
     * @param subscriber a connection whose member has a role
     */
    void onRequest(Subscriber subscriber, Command command);

    /** A new player has joined. */
    void onJoin(Member player);

    /** A player has lost its connection. */
    void onAway(Member player);

    /** A player returned with a new connection. */
    void onBack(Member player);

    /** A player has left. */
    void onLeave(Member player);

    /**
     * Returns the field {@code run} of the answer to {@code $connect}.
     *
     * @return the run; null: none is in progress or retained
     */
    @Nullable
    RawJson welcome();

    /**
     * Returns the run with its retained frames for the operators' API.
     *
     * @param after the number of the last frame before the result, from 0
     * @param limit the maximum number of frames; 0: the server's bound
     * @return the run; null: none is in progress or retained; fails if the engine does not answer
     */
    @Nullable
    CompletionStage<RawJson> replay(long after, long limit);

    /** Returns whether a run is in progress, or retained for members who join later. */
    boolean isRetained();

    /** Restores the timers after a task of the room threw an exception. */
    void onTaskFailed();

    /** The room has begun a new epoch. */
    void onEpoch();

    /** Discards everything, because the room has ended or is no longer on this node. */
    void close();
}
