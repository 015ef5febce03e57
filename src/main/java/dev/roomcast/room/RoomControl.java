package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operators' view of one room, and their operations on it. Thread: the room's serial executor. */
final class RoomControl {

    private final Replica replica;
    private final Sequencer sequencer;
    private final GameRequests games;
    private final RoomLifetime lifetime;

    RoomControl(Replica replica, Sequencer sequencer, GameRequests games, RoomLifetime lifetime) {
        this.replica = replica;
        this.sequencer = sequencer;
        this.games = games;
        this.lifetime = lifetime;
    }

    /** Returns a snapshot of the room. @param whole whether it includes settings, members and game */
    RoomView view(boolean whole) {
        Membership membership = replica.membership();
        return new RoomView(
                replica.name(),
                whole ? replica.type() : null,
                membership.size(),
                membership.countAway(),
                replica.log().position(),
                whole ? membership.views() : null,
                whole ? membership.game().hostView() : null,
                whole && replica.showsGame() ? replica.game().state().view() : null,
                whole && replica.game() != null ? replica.game().run() : null);
    }

    /**
     * Returns the retained frames of the room's run.
     *
     * @param after the number of the last frame before the result, from 0
     * @param limit the maximum number of frames; 0: the server's bound
     * @return the frames; null: no run is retained
     */
    @Nullable
    CompletionStage<RawJson> frames(long after, long limit) {
        FrameSync frames = replica.game() == null ? null : replica.game().frames();
        return frames == null ? CompletableFuture.completedFuture(null) : frames.replay(after, limit);
    }

    /**
     * Publishes as the server.
     *
     * @param key the idempotency key in the room; null: none
     * @return the position of the publication, at offset 0 if it has none; fails if the engine does not answer
     */
    CompletionStage<Position> publish(Command.Publish command, @Nullable String key) {
        try {
            return publish(command, games.update(command), key);
        } catch (BadFrameException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Publishes as the server, with a decoded change of the state. */
    CompletionStage<Position> publish(Command.Publish command, StateUpdate update, String key) {
        CompletableFuture<Position> position = new CompletableFuture<>();
        sequencer.publish(new PendingPublication(
                null, null, null, command, update, new PositionListener(replica, position), key));
        return position;
    }

    private record PositionListener(Replica replica, CompletableFuture<Position> place)
            implements PendingPublication.Listener {
        @Override
        public void onAccepted(PendingPublication publication, long offset) {
            place.complete(new Position(replica.log().position().epoch(), offset));
        }

        @Override
        public void onRefused(PendingPublication publication) {
            place.completeExceptionally(new EngineUnavailableException());
        }

        @Override
        public void onRefused(PendingPublication publication, StateRefusal refusal) {
            place.completeExceptionally(new StateRefusedException(refusal));
        }
    }

    /** Returns the memberships of a user that this node owns. */
    List<UserMembership> memberships(String user) {
        return replica.index().named(user).stream()
                .filter(Member::isOwned)
                .map(member -> new UserMembership(replica.name(), member.client(), member.isAway()))
                .toList();
    }

    /**
     * Removes the members of a user that this node owns.
     *
     * @return the number of removed members
     */
    int expel(String user, Disconnect how) {
        List<Member> members =
                replica.index().named(user).stream().filter(Member::isOwned).toList();
        members.forEach(member -> sequencer.leave(member, "kicked", how));
        lifetime.scheduleWake();
        return members.size();
    }

    /** Removes all members and starts a new epoch. @return the number of removed members */
    int close() {
        int count = replica.membership().size();
        sequencer.end();
        lifetime.onEnd();
        lifetime.disposeIfIdle();
        return count;
    }

    /** @return the number of removed members */
    int kick(String userOrClient) {
        List<Member> members = replica.index().named(userOrClient);
        members.forEach(member -> sequencer.leave(member, "kicked", Disconnect.of(CloseCode.KICKED)));
        lifetime.scheduleWake();
        return members.size();
    }

    /**
     * Makes a player the host.
     *
     * @return whether the client is an online player; fails if the engine does not answer
     */
    CompletionStage<Boolean> host(String client) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        sequencer.host(client, null, refusal -> {
            if (refusal == ErrorCode.UNAVAILABLE) {
                done.completeExceptionally(new EngineUnavailableException());
            } else {
                done.complete(refusal == null);
            }
        });
        return done;
    }
}
