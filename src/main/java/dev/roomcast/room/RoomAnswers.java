package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.ServerFrames;
import java.util.Collection;

/** Answers the requests of members about their room. Thread: the room's serial executor. */
final class RoomAnswers {

    /** The maximum size of a member in an answer without its names and its info, in bytes. */
    private static final int MEMBER_BYTES = 42;

    private final RoomService service;
    private final Replica replica;
    private final Replies replies;
    private final AnswerPublications publications;

    RoomAnswers(RoomService service, Replica replica, Replies replies, AnswerPublications publications) {
        this.publications = publications;
        this.service = service;
        this.replica = replica;
        this.replies = replies;
    }

    /** Answers {@code $history}. */
    void history(Subscriber subscriber, Command.History command) {
        PublicationLog log = replica.log();
        log.expire(service.clock().monotonicMillis());
        long limit = limit(command);
        replies.reply(
                subscriber,
                ServerFrames.history(
                        command.id(),
                        log.position(),
                        log.isComplete(command.epoch(), command.offset(), limit),
                        page(log, command, limit).elements()));
    }

    private EncodedSpan.Slice page(PublicationLog log, Command.History command, long limit) {
        if (!log.isIn(command.epoch())) {
            return EncodedSpan.Slice.EMPTY;
        }
        return command.offset() < 0 ? publications.newest(limit) : publications.since(command.offset(), limit);
    }

    private long limit(Command.History command) {
        int size = replica.type().historySize();
        return command.limit() == 0 ? size : Math.min(command.limit(), size);
    }

    /** @return the retained publications after a position */
    HistoryPage history(Command.History command) {
        replica.log().expire(service.clock().monotonicMillis());
        return replica.log()
                .page(
                        command.epoch(),
                        command.offset(),
                        limit(command),
                        service.limits().memory().answerBytes(),
                        service.decoder());
    }

    /** Changes the info of a member, and answers {@code $info}. */
    void info(Sequencer sequencer, Subscriber subscriber, Command.Info command) {
        sequencer.info(subscriber.member(), command.info(), done -> {
            if (done) {
                replies.send(subscriber, ServerFrames.done("$info", command.id()));
            } else {
                replies.unavailable(subscriber, command.id());
            }
        });
    }

    /** Answers {@code $members}. */
    void members(Subscriber subscriber, long id) {
        Membership membership = replica.membership();
        long maxBytes = service.limits().memory().answerBytes();
        if (exceeds(maxBytes, membership.index().all())) {
            replies.error(
                    subscriber, id, ErrorCode.TOO_LARGE, "the list of members is longer than " + maxBytes + " bytes");
        } else {
            replies.reply(
                    subscriber,
                    ServerFrames.members(
                            id, membership.show(), membership.game().hostView()));
        }
    }

    /** Returns whether a list of members exceeds a size; looks at no more members than an answer may contain. */
    private static boolean exceeds(long maxBytes, Collection<Member> members) {
        long left = maxBytes;
        for (Member each : members) {
            left -= MEMBER_BYTES + each.sender().length + each.info().length();
            if (left < 0) {
                return true;
            }
        }
        return false;
    }
}
