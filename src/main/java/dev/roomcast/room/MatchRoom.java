package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.MatchFrames;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The view that matchmaking has of a room.
 *
 * <p>Thread: the room's serial executor, except for {@link #execute}.
 */
public final class MatchRoom {

    private final Replica replica;
    private final Replies replies;

    MatchRoom(Replica replica, Replies replies) {
        this.replica = replica;
        this.replies = replies;
    }

    /** Returns the name of the room. */
    public String name() {
        return replica.name();
    }

    /** Runs a task on the room's serial executor. Thread: any. */
    public void execute(Runnable task) {
        replica.execute(task);
    }

    /**
     * Returns the member of a client.
     *
     * @return the member; null: none
     */
    public @Nullable Member member(String client) {
        return replica.member(client);
    }

    /** Returns whether the room may be in the list of rooms. Thread: any. */
    boolean mayBeListed() {
        return replica.mayBeListed();
    }

    /** Returns the entry in the list of rooms; null: the room is not listed. Thread: any. */
    @Nullable
    CompletionStage<MatchFrames.ListedRoom> listing() {
        return replica.submit(replica::listing);
    }

    /** Returns whether the member is the host. */
    public boolean isHost(Member member) {
        return replica.game() != null && replica.game().host() == member;
    }

    /** Returns the players in the order of their joins, including those away. */
    public Collection<Member> players() {
        GameRoom game = replica.game();
        return game == null ? List.of() : game.players();
    }

    /**
     * Returns the skill that the token of a member states.
     *
     * @return the skill; null: none, or the member's connection is not on this node
     */
    public @Nullable Double provenSkill(Member member) {
        return member.subscriber == null ? null : member.subscriber.skill();
    }

    /** Sends a frame to a member, if its connection is on this node and at level 1. */
    public void send(Member member, Frame frame) {
        if (member.subscriber != null && !member.subscriber.isPlain()) {
            replies.send(member.subscriber, frame);
        }
    }

    /** Sends an answer to one connection. */
    public void reply(Subscriber subscriber, Frame frame) {
        replies.send(subscriber, frame);
    }

    /** Sends an answer that may be large, if the connection still has a member. */
    public void answer(Subscriber subscriber, long id, Frame answer) {
        if (subscriber.member() != null) {
            replies.question(subscriber, id, answer.length(), () -> replies.reply(subscriber, answer));
        }
    }

    /** Refuses a request. */
    public void refuse(Subscriber subscriber, long id, ErrorCode code, String message) {
        replies.error(subscriber, id, code, message);
    }

    /** Refuses a malformed request; too many of them close the connection. */
    public void refuse(Subscriber subscriber, long id, String message) {
        subscriber.badRequest(BadFrameException.badRequest(id, message));
    }
}
