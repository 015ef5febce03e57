package dev.roomcast.frames;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.RunFrames;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.FrameSync;
import dev.roomcast.room.Member;
import dev.roomcast.room.Subscriber;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The frame sync of one room. The room calls it.
 *
 * <p>Thread: the room's serial executor.
 */
final class RoomFrames implements FrameSync {

    private final RunFollower follower;
    private final FrameRequests requests;

    RoomFrames(FrameRoom room, FrameSyncs syncs) {
        this.follower = new RunFollower(room, syncs);
        this.requests = new FrameRequests(room, syncs, follower.sequencer());
    }

    @Override
    public void onRequest(Subscriber subscriber, Command command) {
        if (command instanceof Command.Input input) {
            Run run = follower.isRunning() ? follower.run() : null;
            requests.onInput(subscriber, input, run, follower.ticker());
        } else {
            requests.onRequest(subscriber, command);
        }
    }

    @Override
    public void onJoin(Member player) {
        follower.onOnline(player);
    }

    @Override
    public void onAway(Member player) {
        follower.onAway(player);
    }

    @Override
    public void onBack(Member player) {
        follower.onOnline(player);
    }

    @Override
    public void onLeave(Member player) {
        follower.onLeave(player);
    }

    @Override
    public @Nullable RawJson welcome() {
        Run run = follower.run();
        return run == null
                ? null
                : RunFrames.welcome(run.view(), run.first(), run.state().snapshot());
    }

    @Override
    public CompletionStage<RawJson> replay(long after, long limit) {
        Run run = follower.run();
        return run == null
                ? CompletableFuture.completedFuture(null)
                : requests.replay(run.id(), welcome(), after, limit);
    }

    @Override
    public boolean isRetained() {
        return follower.run() != null;
    }

    @Override
    public void onTaskFailed() {
        follower.setTimer();
    }

    @Override
    public void onEpoch() {
        follower.onEpoch();
    }

    @Override
    public void close() {
        follower.close();
    }
}
