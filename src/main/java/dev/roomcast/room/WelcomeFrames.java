package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Builds the answer to {@code $connect}. The room's serial executor alone calls. */
final class WelcomeFrames {

    /** In a welcome, roughly. */
    private static final long BYTES_PER_MEMBER = 512;

    private final RoomService service;
    private final Replica replica;
    private final AnswerPublications publications;

    WelcomeFrames(RoomService service, Replica replica, AnswerPublications publications) {
        this.service = service;
        this.replica = replica;
        this.publications = publications;
    }

    /** Returns how large a list of all members is, roughly, in bytes. */
    long memberBytes() {
        return replica.membership().size() * BYTES_PER_MEMBER;
    }

    /** Whether the answer to it may be so large that it is counted. */
    boolean isLarge(Command.@Nullable Connect command) {
        return command != null && estimate(command) > LargeAnswers.LARGE;
    }

    /** Returns how large the answer to it may become, in bytes: what is kept, and some info of each member. */
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

    /** Returns what a new plain member gets of the newest publications, oldest first: at most half of what may wait for it. */
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

    /** Everything after the position that was given; null where there is none, or it is not held whole or too large. */
    private @Nullable RawJson missed(Command.Connect command) {
        PublicationLog log = replica.log();
        return command.hasPosition() && log.holdsAllSince(command.epoch(), command.offset())
                ? publications.allSince(command.offset())
                : null;
    }

    /** The newest publications, as many as an answer takes. */
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
