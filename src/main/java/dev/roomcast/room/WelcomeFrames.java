package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Builds the answer to {@code $connect}. Thread: the room's serial executor. */
final class WelcomeFrames {

    /** The estimated size of a member in a welcome, in bytes. */
    private static final long BYTES_PER_MEMBER = 512;

    private final RoomService service;
    private final Replica replica;
    private final AnswerPublications publications;

    WelcomeFrames(RoomService service, Replica replica, AnswerPublications publications) {
        this.service = service;
        this.replica = replica;
        this.publications = publications;
    }

    /** Returns the estimated size of a list of all members, in bytes. */
    long memberBytes() {
        return replica.membership().size() * BYTES_PER_MEMBER;
    }

    /** Returns whether the answer to a command may be a large answer. */
    boolean isLarge(Command.@Nullable Connect command) {
        return command != null && estimate(command) > LargeAnswers.LARGE;
    }

    /** Returns the maximum size of the answer in bytes, estimated from the history and the members' info. */
    long estimate(Command.Connect command) {
        boolean showsMembers = command.hasPosition() || asked(command) > 0;
        long kept = service.engine().isShared()
                ? replica.type().historyBytes()
                : replica.log().bytes();
        int members = replica.membership().size();
        long shown = members <= replica.type().presenceMax() ? memberBytes() : 0;
        return shown + (showsMembers ? Math.min(kept, answerBytes()) : 0);
    }

    Frame welcome(Member member, boolean resumed, Command.Connect command) {
        PublicationLog log = replica.log();
        Membership membership = replica.membership();
        log.expire(service.clock().monotonicMillis());
        RawJson missed = missed(command);
        boolean recovered = missed != null;
        count(command, resumed, recovered);
        return ServerFrames.welcome(
                command.id(),
                new ServerFrames.Welcome(
                        replica.name(),
                        member.user(),
                        member.client(),
                        member.session(),
                        log.position(),
                        resumed,
                        recovered,
                        missed,
                        recovered || asked(command) == 0 ? null : newest(member, asked(command)),
                        membership.show(member),
                        membership.size(),
                        service.clock().epochMillis(),
                        service.limits().ping(),
                        game(member, recovered)));
    }

    /** Returns the number of newest publications that the welcome contains. */
    private long asked(Command.Connect command) {
        return command.history() > 0 ? command.history() : replica.type().historyOnConnect();
    }

    /** Returns the newest publications for a new level 0 member, oldest first, up to half of its outbox. */
    List<Frame> newest(Member member) {
        int most = replica.type().historyOnConnect();
        if (most == 0 || !member.subscriber.rights().history()) {
            return List.of();
        }
        replica.log().expire(service.clock().monotonicMillis());
        PublicationRing ring = replica.log().ring();
        long left = Math.min(answerBytes(), service.limits().outboxBytes() / 2);
        long from = ring.next();
        while (from > ring.oldest() && ring.next() - from < most && ring.length(from - 1) <= left) {
            left -= ring.length(--from);
        }
        return LongStream.range(from, ring.next())
                .mapToObj(offset -> ring.plain(offset, service.decoder()))
                .toList();
    }

    /** Returns all publications after the client's position; null: no position, not all are retained, or too large. */
    private @Nullable RawJson missed(Command.Connect command) {
        PublicationLog log = replica.log();
        return command.hasPosition() && log.holdsAllSince(command.epoch(), command.offset())
                ? publications.allSince(command.offset())
                : null;
    }

    /** Returns the newest publications, up to the bound of an answer. */
    private RawJson newest(Member member, long count) {
        boolean mayAsk = member.subscriber != null && member.subscriber.rights().history();
        return mayAsk ? publications.newest(count).elements() : EncodedSpan.Slice.EMPTY.elements();
    }

    private long answerBytes() {
        return service.limits().memory().answerBytes();
    }

    private ServerFrames.GameWelcome game(Member member, boolean recovered) {
        GameRoom game = replica.game();
        if (game == null) {
            return ServerFrames.GameWelcome.NONE;
        }
        boolean showsState = member.game() != null && !recovered;
        return new ServerFrames.GameWelcome(
                game.hostView(),
                member.game(),
                showsState ? game.state().view() : null,
                member.game() == null ? null : game.run());
    }

    private void count(Command.Connect command, boolean resumed, boolean recovered) {
        if (command.session() != null) {
            (resumed ? service.counters().resumed : service.counters().unresumed).increment();
        }
        if (command.hasPosition()) {
            (recovered ? service.counters().recovered : service.counters().unrecovered).increment();
        }
    }
}
