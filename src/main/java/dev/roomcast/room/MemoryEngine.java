package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import java.util.List;

/** A node by itself: what goes into a channel comes out at once, in the same task of the room. */
public final class MemoryEngine implements Engine {

    private final Names names;
    private final Clock clock;

    public MemoryEngine(Names names, Clock clock) {
        this.names = names;
        this.clock = clock;
    }

    @Override
    public Channel open(Replica room) {
        room.begin(names.epoch(), 0);
        return new Local(room);
    }

    private final class Local implements Channel {
        private final Replica room;

        Local(Replica room) {
            this.room = room;
        }

        @Override
        public void enter(Entry entry) {
            Member back = room.seats().ofSession(entry.session(), entry.user());
            if (back != null) {
                room.resumed(back, entry.info(), entry);
                return;
            }
            String user = entry.user() == null ? names.user() : entry.user();
            if (admits(entry, user)) {
                String client = names.client();
                room.seated(new Member(user, client, entry.isPlain() ? null : names.session(client)), entry);
            }
        }

        private boolean admits(Entry entry, String user) {
            RoomType type = room.type();
            List<Member> same = type.sameUser() == RoomType.SameUser.ALLOW
                    ? List.of()
                    : room.seats().ofUser(user);
            if (type.sameUser() == RoomType.SameUser.REJECT && same.stream().anyMatch(member -> !member.isAway())) {
                entry.refused(CloseCode.TOO_MANY_CONNECTIONS);
                return false;
            }
            same.forEach(member -> room.left(member, "replaced", Goodbye.of(CloseCode.REPLACED)));
            if (room.seats().isFull()) {
                entry.refused(CloseCode.ROOM_FULL);
                return false;
            }
            return true;
        }

        @Override
        public void away(Member member) {
            room.away(member, room.type().linger(), true);
        }

        @Override
        public void leave(Member member, String reason, Goodbye goodbye) {
            room.left(member, reason, goodbye);
        }

        @Override
        public void expire(Member member) {
            room.left(member, "timeout", null);
        }

        @Override
        public void end() {
            room.ended(names.epoch());
        }

        @Override
        public void info(Member member, RawJson info, Receipt done) {
            room.info(member, info);
            done.settled(true);
        }

        @Override
        public void publish(Draft draft) {
            long offset = 0;
            long time = clock.wall();
            switch (draft.kind()) {
                case TEXT -> {
                    offset = room.next();
                    room.text(draft.frame(), draft.signature(), draft.member(), offset, time);
                }
                case PUBLICATION -> {
                    offset = room.next();
                    room.publication(encode(draft, offset, time), true, time);
                }
                case BINARY -> room.binary(draft.frame(), draft.member());
                case VOLATILE -> room.volatileToAll(encode(draft, 0, time));
                case DIRECT ->
                    room.direct(
                            encode(draft, 0, time),
                            draft.command().to(),
                            draft.command().isVolatile());
            }
            draft.accepted(offset);
        }

        private static Frame encode(Draft draft, long offset, long time) {
            return Frames.publication(
                    draft.command().method(), draft.command().data(), draft.signature(), offset, time);
        }
    }
}
