package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Frame sync of one room, as its room calls it. The room creates it with the first request for it.
 *
 * <p>Thread: the room's serial executor.
 */
public interface FrameSync {

    /** Creates the frame sync of a room. */
    interface Factory {

        /** No room has frame sync: every request for it is {@code unavailable}. */
        Factory NONE = room -> null;

        /** @return null where there is no frame sync */
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
     * The field {@code run} of the answer to {@code $connect}.
     *
     * @return null where there is no run, and none is kept
     */
    @Nullable
    RawJson welcome();

    /**
     * The run with its kept frames, as the operators' API shows it.
     *
     * @param after the frame after which, from 0
     * @param limit the most frames; 0: as many as the server gives
     * @return null where there is no run, and none is kept; fails where the engine does not answer
     */
    @Nullable
    CompletionStage<RawJson> replay(long after, long limit);

    /** Returns whether a run is in progress, or retained for later members. */
    boolean isRetained();

    /** A task of the room threw: the timers may not be set. */
    void onTaskFailed();

    /** The room's order has begun a new epoch. */
    void onEpoch();

    /** The room ends or is no longer on this node: nothing is kept. */
    void close();
}
