package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.ServerFrames;
import org.jspecify.annotations.Nullable;

/** Handles the requests of players and watchers. Thread: the room's serial executor. */
final class GameRequests {

    private static final String HOST_ALONE = "the host alone may do this";
    private static final String NOT_A_PLAYER = "the client is not a player who is online";
    private static final String NO_FRAMES = "this server has no frame sync";
    private static final String NO_ROLE = "this is for players and watchers";
    private static final String NOT_A_MEMBER = "the client is no member";

    private final RoomService service;
    private final Replica replica;
    private final Replies replies;
    private final PublicationAdmission admission;

    GameRequests(RoomService service, Replica replica, Replies replies, PublicationAdmission admission) {
        this.service = service;
        this.replica = replica;
        this.replies = replies;
        this.admission = admission;
    }

    /**
     * Decodes the state change of a publication and makes the checks that do not depend on timing. Ignores the fields
     * if the sender has no role.
     *
     * @return the change; null: the publication changes no state
     * @throws BadFrameException for a change that is invalid in every room
     */
    @Nullable
    StateUpdate update(Member member, Command.Publish command, Rights rights) throws BadFrameException {
        if (command.state() == null || member.game() == null) {
            return null;
        }
        return StateUpdate.of(
                service.decoder().stateChange(command, replica.type().maxMembers()),
                member,
                rights,
                replica.membership().notifiesMembers());
    }

    /**
     * Decodes the state change of a publication from the operators' API.
     *
     * @throws BadFrameException for a change that is invalid in every room
     */
    @Nullable
    StateUpdate update(Command.Publish command) throws BadFrameException {
        if (command.state() == null) {
            return null;
        }
        if (!replica.type().games().enabled()) {
            throw BadFrameException.badRequest(0, "rooms of this kind have no game, so set and if mean nothing");
        }
        return StateUpdate.ofServer(
                service.decoder().stateChange(command, replica.type().maxMembers()),
                replica.membership().notifiesMembers());
    }

    void host(Sequencer sequencer, Subscriber subscriber, Command.Host command) {
        Member member = subscriber.member();
        if (!mayActAsHost(member, subscriber.rights())) {
            replies.error(subscriber, command.id(), ErrorCode.FORBIDDEN, HOST_ALONE);
        } else if (admission.admits(subscriber, command, command.client().length())) {
            sequencer.host(
                    command.client(),
                    by(member, subscriber.rights()),
                    refusal -> replyTo(subscriber, "$host", command.id(), refusal, NOT_A_PLAYER));
        }
    }

    /** Kicks a member. The rate of the room does not apply: the host ends a flood with it. */
    void kick(Sequencer sequencer, Subscriber subscriber, Command.Kick command) {
        Member member = subscriber.member();
        Member target = replica.member(command.client());
        if (!mayActAsHost(member, subscriber.rights())) {
            replies.error(subscriber, command.id(), ErrorCode.FORBIDDEN, HOST_ALONE);
        } else if (target != null && target.user().equals(member.user())) {
            subscriber.badRequest(BadFrameException.badRequest(command.id(), "a user does not kick itself"));
        } else {
            sequencer.kick(
                    command.client(),
                    by(member, subscriber.rights()),
                    refusal -> replyTo(subscriber, "$kick", command.id(), refusal, NOT_A_MEMBER));
        }
    }

    /** Returns the matchmaking view of the room. */
    MatchRoom matchRoom() {
        return new MatchRoom(replica, replies);
    }

    /** Handles a request for rooms and matches, or for frame sync. */
    void request(Subscriber subscriber, Command command) {
        switch (command.kind()) {
            case ROOMS, MATCH, CANCEL_MATCH -> service.matching().onRequest(matchRoom(), subscriber, command);
            default -> frames(subscriber, command);
        }
    }

    /** Passes a request to the frame sync of the room, which the first request creates. */
    private void frames(Subscriber subscriber, Command command) {
        FrameSync frames = subscriber.member().game() == null ? null : replica.beginFrames();
        if (subscriber.member().game() == null) {
            replies.error(subscriber, command.id(), ErrorCode.FORBIDDEN, NO_ROLE);
        } else if (frames == null) {
            replies.error(subscriber, command.id(), ErrorCode.UNAVAILABLE, NO_FRAMES);
        } else {
            frames.onRequest(subscriber, command);
        }
    }

    private boolean mayActAsHost(Member member, Rights rights) {
        return member.game() != null && (rights.host() || replica.game().host() == member);
    }

    /** Returns the member who must still be the host when the engine decides; null: no such condition. */
    private static @Nullable Member by(Member member, Rights rights) {
        return rights.host() ? null : member;
    }

    private void replyTo(Subscriber subscriber, String method, long id, @Nullable ErrorCode refusal, String conflict) {
        if (refusal == null) {
            replies.send(subscriber, ServerFrames.done(method, id));
        } else if (refusal == ErrorCode.UNAVAILABLE) {
            replies.unavailable(subscriber, id);
        } else {
            replies.error(subscriber, id, refusal, refusal == ErrorCode.CONFLICT ? conflict : HOST_ALONE);
        }
    }
}
