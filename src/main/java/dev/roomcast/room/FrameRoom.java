package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The view that frame sync has of its room.
 *
 * <p>Thread: the room's serial executor, except for {@link #execute}.
 */
public final class FrameRoom {

    private final RoomService service;
    private final Replica replica;
    private final Replies replies;
    private final Broadcaster broadcaster;
    private final Sequencer sequencer;
    private final PublicationAdmission admission;

    FrameRoom(
            RoomService service,
            Replica replica,
            Replies replies,
            Broadcaster broadcaster,
            Sequencer sequencer,
            PublicationAdmission admission) {
        this.service = service;
        this.replica = replica;
        this.replies = replies;
        this.broadcaster = broadcaster;
        this.sequencer = sequencer;
        this.admission = admission;
    }

    /** Returns the sequencer of the room. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /** Returns the name of the room. */
    public String name() {
        return replica.name();
    }

    /** Returns the bounds of runs in rooms of this type. */
    public FrameSettings settings() {
        return replica.type().games().frames();
    }

    public Clock clock() {
        return service.clock();
    }

    public RoomListener listener() {
        return replica.membership().listener;
    }

    /** Runs a task on the room's serial executor. Thread: any. */
    public void execute(Runnable task) {
        replica.execute(task);
    }

    /** Returns the players in the order of their joins, including those away. */
    public Collection<Member> players() {
        GameRoom game = replica.game();
        return game == null ? List.of() : game.players();
    }

    /** Returns the host; null: the room has no player. */
    public @Nullable Member host() {
        GameRoom game = replica.game();
        return game == null ? null : game.host();
    }

    /** Returns whether the connection has the rights of the host. */
    public boolean mayActAsHost(Subscriber subscriber) {
        return subscriber.rights().host() || subscriber.member() == host();
    }

    /** Returns whether the rate of the room admits a request that notifies all members; otherwise sends an error. */
    public boolean admits(Subscriber subscriber, Command.Run command) {
        return admission.admits(subscriber, command, 0);
    }

    /** Sends an answer to one connection. */
    public void reply(Subscriber subscriber, Frame frame) {
        replies.send(subscriber, frame);
    }

    /** Sends an answer that may be large, and charges its bytes to the member's rate. */
    public void answer(Subscriber subscriber, Frame frame) {
        replies.reply(subscriber, frame);
    }

    /** Refuses a request while a large answer to the connection is pending. @return whether it was refused */
    public boolean refusesNext(Subscriber subscriber, long id) {
        return replies.refusesNext(subscriber, id);
    }

    /** Refuses a request. @param id the id of the request; 0: none */
    public void refuse(Subscriber subscriber, long id, ErrorCode code, String message) {
        replies.error(subscriber, id, code, message);
    }

    /** Refuses a request of a member, if its connection is on this node. @param id the id of the request; 0: none */
    public void refuse(String client, long id, ErrorCode code, String message) {
        Member member = replica.member(client);
        if (member != null && member.subscriber != null) {
            refuse(member.subscriber, id, code, message);
        }
    }

    /**
     * Sends a frame to the players and watchers of this node.
     *
     * @param isVolatile whether slow members may miss it
     */
    public void broadcast(Frame frame, boolean isVolatile) {
        broadcaster.broadcast(OutboundMessage.toGame(frame, isVolatile));
    }
}
