package dev.roomcast.redis;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies the events of a room to its replica. {@link EventFollower} selects the events. */
final class EventApplier {

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final Map<Long, PendingJoin> joins;

    /** @param joins the pending join requests of this node by token */
    EventApplier(RedisSequencer owner, RedisEngine engine, Replica room, Map<Long, PendingJoin> joins) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.joins = joins;
    }

    /**
     * Appends a publication of the history without delivering it.
     *
     * @param now the time by Redis's clock, in milliseconds since 1970
     */
    void restore(RoomEvent event, long offset, long now) {
        long age = Math.max(0, now - event.time());
        if (event.kind() == 'T') {
            byte[] sender = event.take(0);
            room.publisher().restore(frame(true, event), sender, event.time(), age);
        } else {
            room.publisher().restore(completed(event, offset), null, event.time(), age);
        }
    }

    /** Returns the content of an event as one frame. */
    static Frame frame(boolean text, RoomEvent event) {
        byte[] bytes = event.bytes();
        Frame frame = Frame.allocate(text, bytes.length - event.rest());
        System.arraycopy(bytes, event.rest(), frame.bytes(), frame.payloadStart(), frame.payloadLength());
        return frame;
    }

    static Frame completed(RoomEvent event, long offset) {
        return PublicationFrames.publication(event.bytes(), event.rest(), offset, event.time());
    }

    /** Appends and delivers a publication. */
    void published(RoomEvent event, long offset) {
        Member member = room.member(event.client());
        if (event.kind() == 'T') {
            byte[] sender = event.take(0);
            room.publisher().publishText(frame(true, event), sender, member, offset, event.time());
        } else {
            boolean owned = member == null ? event.client().equals(engine.server()) : member.isOwned();
            RawJson set = event.set();
            if (set == null) {
                room.publisher().publish(completed(event, offset), owned, event.time());
            } else {
                room.publisher().publish(completed(event, offset), set, owned, event.time());
            }
        }
    }

    /**
     * Applies the next event of the room.
     *
     * @return false for an unknown event, after which the room must be loaded
     */
    boolean apply(RoomEvent event) {
        switch (event.kind()) {
            case 'T', 'P' -> published(event, event.offset());
            case 'B' -> room.publisher().publishBinary(frame(false, event), room.member(event.client()));
            case 'V' -> room.publisher().publishVolatile(completed(event, 0));
            case 'D' -> direct(event);
            case 'J' -> joined(event);
            case 'F', 'G' -> {
                return owner.applyRunEvent(event);
            }
            case 'H' -> {
                return hosted(room.member(event.client()));
            }
            case 'R', 'A', 'L', 'I' -> {
                return changed(event, room.member(event.client()));
            }
            default -> {
                engine.logs().unknown(room.name(), event.kind());
                return false;
            }
        }
        return true;
    }

    private void direct(RoomEvent event) {
        boolean isVolatile = event.number(0) == 1;
        List<String> names = new ArrayList<>();
        for (int i = 1; i < event.words(); i++) {
            names.add(event.takeText(i));
        }
        room.publisher().publishDirect(completed(event, 0), names, isVolatile);
    }

    private @Nullable PendingJoin arrival(String node, long token) {
        return node.equals(engine.node()) ? joins.remove(token) : null;
    }

    private boolean hosted(@Nullable Member host) {
        if (host != null) {
            room.host(host);
            room.notifyHost();
        }
        return host != null;
    }

    private void joined(RoomEvent event) {
        String node = engine.trackNode(event.word(0));
        PendingJoin join = arrival(event.word(0), event.number(1));
        String user = event.takeText(3);
        byte[] info = event.take(4);
        String session = join == null ? null : join.session();
        Member member = new Member(user, event.client(), session)
                .showing(new RawJson(info, 0, info.length))
                .as(RoomEvent.role(event.word(5)));
        member.node(node);
        if (event.number(6) == 1) {
            room.host(member);
        }
        room.applyJoin(member, join == null ? null : join.request());
    }

    private boolean changed(RoomEvent event, @Nullable Member member) {
        if (member == null) {
            return false;
        }
        switch (event.kind()) {
            case 'R' -> resumed(event, member);
            case 'A' -> away(event, member);
            case 'L' -> left(event, member);
            default -> {
                byte[] info = event.take(0);
                room.applyInfo(member, new RawJson(info, 0, info.length));
            }
        }
        return true;
    }

    private void resumed(RoomEvent event, Member member) {
        member.node(engine.trackNode(event.word(0)));
        long token = event.number(1);
        if (token == 0) {
            room.applyOnline(member);
            return;
        }
        PendingJoin join = arrival(event.word(0), token);
        byte[] info = event.number(2) == 1 ? event.take(3) : null;
        room.applyResume(
                member, info == null ? null : new RawJson(info, 0, info.length), join == null ? null : join.request());
    }

    private void away(RoomEvent event, Member member) {
        member.node(engine.trackNode(event.word(0)));
        room.applyAway(member, event.number(1), event.word(0).equals(engine.node()));
        if (member.isHere()) {
            owner.applyOnline(member);
        }
    }

    private void left(RoomEvent event, Member member) {
        if (event.word(2).equals(engine.node())) {
            room.takeOwnership(member);
        }
        String host = event.word(3);
        if (!host.equals("=")) {
            room.host(room.member(host));
        }
        room.applyLeave(member, event.word(0), disconnect((int) event.number(1)));
    }

    private static Disconnect disconnect(int code) {
        if (code == CloseCode.NORMAL.code()) {
            return Disconnect.requested();
        }
        for (CloseCode each : CloseCode.values()) {
            if (each.code() == code) {
                return Disconnect.of(each);
            }
        }
        return Disconnect.of(CloseCode.INSUFFICIENT_STATE);
    }
}
