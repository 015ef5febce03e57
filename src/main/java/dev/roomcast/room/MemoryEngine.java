package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.JoinTerms;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine of a single node: applies every operation at once, in the calling task of the room. */
public final class MemoryEngine implements Engine {

    private final Ids names;
    private final Clock clock;
    private final RoomArchive archive;

    public MemoryEngine(Ids names, Clock clock) {
        this(names, clock, new RoomArchive());
    }

    /** @param archive the saved rooms, which are restored when they open */
    public MemoryEngine(Ids names, Clock clock, RoomArchive archive) {
        this.names = names;
        this.clock = clock;
        this.archive = archive;
    }

    @Override
    public Sequencer open(Replica room) {
        byte[] saved = archive.take(room.name());
        if (saved == null) {
            room.applyReset(names.epoch(), 0);
        } else {
            restore(saved, room);
        }
        return new Local(room);
    }

    private static void restore(byte[] saved, Replica room) {
        try {
            ArchivedRoom.restore(saved, room);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Local implements Sequencer {
        private final Replica room;

        Local(Replica room) {
            this.room = room;
        }

        @Override
        public void join(JoinRequest request) {
            Member back = room.index().ofSession(request.session(), request.user());
            if (back != null) {
                room.applyResume(back, request.info(), request);
                return;
            }
            String user = request.user() == null ? names.user() : request.user();
            if (admits(request, user)) {
                String client = names.client();
                Member member =
                        new Member(user, client, request.isPlain() ? null : names.session(client)).as(request.game());
                if (member.isPlayer() && host() == null) {
                    room.host(member);
                }
                room.applyJoin(member, request);
            }
        }

        private @Nullable Member host() {
            return room.game() == null ? null : room.game().host();
        }

        private boolean admits(JoinRequest request, String user) {
            RoomType type = room.type();
            List<Member> same = type.sameUser() == RoomType.SameUser.ALLOW
                    ? List.of()
                    : room.index().ofUser(user);
            CloseCode refusal = refusal(request, user, same);
            if (refusal != null) {
                request.onRefused(refusal);
                return false;
            }
            same.forEach(member -> leave(member, "replaced", Disconnect.of(CloseCode.REPLACED)));
            return true;
        }

        /**
         * Returns the reason to refuse a new member; null: none.
         *
         * @param same the user's existing members
         */
        private @Nullable CloseCode refusal(JoinRequest request, String user, List<Member> same) {
            GameRoom game = room.game();
            JoinTerms.Expect expect = request.terms().expect();
            if (game != null && game.isKicked(user)) {
                return CloseCode.KICKED;
            } else if (expect == JoinTerms.Expect.NEW && room.index().size() > 0) {
                return CloseCode.ROOM_NOT_NEW;
            } else if (expect == JoinTerms.Expect.OLD && room.index().size() == 0) {
                return CloseCode.NO_SUCH_ROOM;
            }
            CloseCode door = game == null ? null : game.refusal(request.terms().key());
            if (door != null) {
                return door;
            }
            boolean rejects = room.type().sameUser() == RoomType.SameUser.REJECT;
            if (rejects && same.stream().anyMatch(member -> !member.isAway())) {
                return CloseCode.TOO_MANY_CONNECTIONS;
            }
            return hasPlace(request, same) ? null : CloseCode.ROOM_FULL;
        }

        private boolean hasPlace(JoinRequest request, List<Member> same) {
            int max = room.type().maxMembers();
            if (max > 0 && room.index().size() - same.size() >= max) {
                return false;
            }
            GameRoom game = room.game();
            if (game == null || request.game() != GameRole.PLAY) {
                return true;
            }
            long players =
                    game.countPlayers() - same.stream().filter(Member::isPlayer).count();
            return players < game.maxPlayers();
        }

        @Override
        public void away(Member member) {
            room.applyAway(member, room.type().linger(), true);
        }

        @Override
        public void leave(Member member, String reason, @Nullable Disconnect disconnect) {
            if (member == host()) {
                room.host(room.game().successor(member));
            }
            room.applyLeave(member, reason, disconnect);
        }

        @Override
        public void expire(Member member) {
            leave(member, "timeout", null);
        }

        @Override
        public void host(String client, @Nullable Member by, Outcome outcome) {
            Member next = room.member(client);
            if (by != null && by != host()) {
                outcome.onSettled(ErrorCode.FORBIDDEN);
            } else if (next == null || !next.isPlayer() || next.isAway()) {
                outcome.onSettled(ErrorCode.CONFLICT);
            } else {
                room.host(next);
                room.notifyHost();
                outcome.onSettled(null);
            }
        }

        @Override
        public void replaceHost(Member host) {
            room.host(room.game().successor(host));
            room.notifyHost();
        }

        @Override
        public void kick(String client, @Nullable Member by, Outcome outcome) {
            Member member = room.member(client);
            if (by != null && by != host()) {
                outcome.onSettled(ErrorCode.FORBIDDEN);
            } else if (member == null) {
                outcome.onSettled(ErrorCode.CONFLICT);
            } else {
                room.game().kick(member.user());
                leave(member, "kicked", Disconnect.of(CloseCode.KICKED));
                outcome.onSettled(null);
            }
        }

        @Override
        public void end() {
            room.applyEnd(names.epoch());
        }

        @Override
        public void info(Member member, RawJson info, Completion done) {
            room.applyInfo(member, info);
            done.onSettled(true);
        }

        @Override
        public void publish(PendingPublication publication) {
            long offset = 0;
            long time = clock.epochMillis();
            switch (publication.kind()) {
                case TEXT -> {
                    if (publication.state() != null && !change(publication)) {
                        return;
                    }
                    offset = room.next();
                    room.publisher()
                            .publishText(publication.frame(), publication.sender(), publication.member(), offset, time);
                }
                case PUBLICATION -> {
                    if (publication.state() != null && !change(publication)) {
                        return;
                    }
                    offset = room.next();
                    Frame frame = encode(publication, offset, time);
                    if (publication.state() == null) {
                        room.publisher().publish(frame, true, time);
                    } else {
                        room.publisher().publish(frame, publication.state().change(), true, time);
                    }
                }
                case BINARY -> room.publisher().publishBinary(publication.frame(), publication.member());
                case VOLATILE -> room.publisher().publishVolatile(encode(publication, 0, time));
                case DIRECT ->
                    room.publisher()
                            .publishDirect(
                                    encode(publication, 0, time),
                                    publication.command().to(),
                                    publication.command().isVolatile());
            }
            publication.accepted(offset);
        }

        /** Returns whether the state change of a publication is accepted; otherwise the sender receives the reason. */
        private boolean change(PendingPublication publication) {
            room.beginGame();
            StateRefusal refusal = GameEngineRules.refusal(room, publication.member(), publication.state());
            if (refusal != null) {
                publication.refused(refusal);
            }
            return refusal == null;
        }

        private static Frame encode(PendingPublication publication, long offset, long time) {
            return PublicationFrames.publication(
                    publication.command().method(),
                    publication.command().data(),
                    publication.set(),
                    publication.sender(),
                    offset,
                    time);
        }
    }
}
