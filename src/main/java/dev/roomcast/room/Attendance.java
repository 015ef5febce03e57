package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is in a room: who gets a seat, who comes back to it, who loses it, and what the others hear of that. */
final class Attendance {

    /** Above so many members, presence changes are gathered for a while. */
    private static final int SMALL = 25;

    /** In a room that only counts its members, they are counted so much more rarely. */
    private static final int COUNT_SELDOM = 5;

    private final String room;
    private final RoomType type;
    private final RoomService service;
    private final Audience audience;
    private final Seats seats;
    private final Presence presence;
    /** When the presence changes are to be told; 0: nothing waits. */
    private long tellAt;
    /** When the last member left. */
    private long emptySince;
    /** Members for whom this node speaks. */
    private int ours;

    Attendance(String room, RoomType type, RoomService service, Audience audience) {
        this.room = room;
        this.type = type;
        this.service = service;
        this.audience = audience;
        this.seats = new Seats(type);
        this.presence = new Presence(type);
        this.emptySince = now();
    }

    private long now() {
        return service.clock().now();
    }

    private Observer observer() {
        return service.observer();
    }

    boolean isEmpty() {
        return seats.size() == 0;
    }

    int size() {
        return seats.size();
    }

    /** How many of them are away. */
    int countAway() {
        return seats.countAway();
    }

    /** Whether this node speaks for somebody here, who may be away. */
    boolean hasOurs() {
        return ours > 0;
    }

    long emptySince() {
        return emptySince;
    }

    /** Whether a level 1 connection is here to hear what is said. */
    boolean hasLevel1() {
        return seats.hasLevel1();
    }

    Seats seats() {
        return seats;
    }

    /** A new member. @param entry its connection; null: that is on another node */
    void sit(Member member, Entry entry) {
        if (entry != null && entry.info() != null) {
            member.info = entry.info().detached();
        }
        seats.add(member);
        if (seats.size() == 1) {
            service.counters().rooms.increment();
        }
        own(member, entry != null);
        if (member.isOurs()) {
            if (seats.size() == 1) {
                observer().opened(room);
            }
            observer().joined(room, member);
        }
        attach(member, entry);
        presence.joined(member);
        tellPresence();
        settle(member, entry, false);
    }

    /** Every node counts and tells of its own members. */
    private void own(Member member, boolean ours) {
        if (member.ours != ours) {
            int change = ours ? 1 : -1;
            member.ours = ours;
            this.ours += change;
            service.counters().members.add(change);
            service.counters().away.add(member.isAway() ? change : 0);
            service.counters().users.add(seats.hasOurs(member.user(), member) ? 0 : change);
        }
    }

    /** This node speaks for the member from now on, whose own node is no more. */
    void adopt(Member member) {
        own(member, true);
    }

    private void attach(Member member, Entry entry) {
        if (entry != null && entry.session() != null && member.session == null) {
            member.session = entry.session();
        }
        if (entry != null && !entry.isGone()) {
            seats.attach(member, entry.outlet());
        }
    }

    /** The connection hears what is said from now on. */
    private void settle(Member member, Entry entry, boolean resumed) {
        if (member.outlet != null) {
            audience.enter(entry.outlet());
        }
        if (entry != null) {
            entry.seated(member, resumed);
        }
    }

    /** A member speaks through another connection from now on. @param info null: as before */
    void resume(Member member, RawJson info, Entry entry) {
        detach(member, Goodbye.of(CloseCode.REPLACED));
        boolean moves = entry != null && !member.isOurs() && !member.isAway();
        own(member, entry != null);
        back(member);
        if (moves) {
            observer().back(room, member);
        }
        attach(member, entry);
        if (info != null) {
            member.info = info.detached();
            presence.infoChanged(member);
        }
        tellPresence();
        settle(member, entry, true);
    }

    /** The member has a connection, on some node. */
    private void back(Member member) {
        if (member.isAway()) {
            seats.away(member, false);
            service.counters().away.add(member.isOurs() ? -1 : 0);
            presence.stateChanged(member);
            if (member.isOurs()) {
                observer().back(room, member);
            }
        }
    }

    /** The member was taken for one who is away, and is not. */
    void found(Member member) {
        back(member);
        tellPresence();
    }

    /** The member's connection, if it is here, is its connection no longer. @param goodbye null: it is closed already */
    void detach(Member member, Goodbye goodbye) {
        if (member.outlet != null) {
            audience.leave(seats.detach(member), goodbye);
        }
    }

    /** The member has lost its connection, and may come back. @param ours whether this node speaks for it */
    void away(Member member, long linger, boolean ours) {
        own(member, ours);
        service.counters().away.add(ours && !member.isAway() ? 1 : 0);
        seats.away(member, true);
        member.awayUntil = now() + linger;
        presence.stateChanged(member);
        if (ours) {
            observer().away(room, member);
        }
        tellPresence();
    }

    /** @param goodbye how its connection is closed; null: it is closed already */
    void remove(Member member, String reason, Goodbye goodbye) {
        unseat(member, reason, goodbye);
        presence.left(member, reason);
        tellPresence();
    }

    /** The room is no longer on this node, and goes on on others. */
    void release() {
        if (seats.size() > 0) {
            service.counters().rooms.decrement();
        }
    }

    /** Sends away those who are here, who may come back at once. */
    void dismiss() {
        for (Member member : List.copyOf(seats.all())) {
            if (member.isHere()) {
                member.outlet.goodbye(comeBack(member));
            }
        }
    }

    /** Whoever is sent away with all others of the node comes back at a moment of its own, which its random name gives. */
    Goodbye comeBack(Member member) {
        long spread = Goodbye.spread(service.counters().members.sum());
        return Goodbye.of(
                CloseCode.INSUFFICIENT_STATE, 1 + Math.floorMod(member.client().hashCode(), spread));
    }

    /** Removes everybody; there is nobody to tell who left. */
    void clear() {
        List.copyOf(seats.all()).forEach(member -> unseat(member, "kicked", Goodbye.of(CloseCode.ROOM_CLOSED)));
        presence.clear();
    }

    private void unseat(Member member, String reason, Goodbye goodbye) {
        detach(member, goodbye);
        seats.remove(member);
        boolean ours = member.isOurs();
        own(member, false);
        if (ours) {
            observer().left(room, member, reason);
        }
        if (seats.size() == 0) {
            service.counters().rooms.decrement();
            emptySince = now();
            if (ours) {
                observer().closed(room);
            }
        }
    }

    void info(Member member, RawJson info) {
        member.info = info.detached();
        presence.infoChanged(member);
        tellPresence();
    }

    /** The members for a welcome: all, or the new one alone where only their number is told, or it may not know. */
    List<Frames.MemberView> show(Member member) {
        member.presenceSeen = presence.show();
        boolean all =
                seats.size() <= type.presenceMax() && member.outlet.rights().members();
        return all ? seats.views() : List.of(member.view());
    }

    List<Frames.MemberView> show() {
        presence.show();
        return seats.views();
    }

    /** The members for one who is not among them. */
    List<Frames.MemberView> views() {
        return seats.views();
    }

    /** The connections of those whom users' and clients' names mean, each once. */
    Set<Outlet> named(List<String> names) {
        Set<Outlet> outlets = new LinkedHashSet<>();
        for (String name : names) {
            for (Member member : seats.named(name)) {
                if (member.outlet != null) {
                    outlets.add(member.outlet);
                }
            }
        }
        return outlets;
    }

    /** Tells the changes of presence at once, or soon in a room that is not small. */
    private void tellPresence() {
        if (!type.presence() || !seats.hasLevel1()) {
            presence.clear();
        } else if (seats.size() <= SMALL) {
            presence.tell(seats.all(), audience);
        } else if (tellAt == 0) {
            boolean counts = seats.size() > type.presenceMax();
            tellAt = now() + (counts ? COUNT_SELDOM : 1) * type.presenceGather();
        }
    }

    /** When something is to be done by {@link #overdue} and {@link #tellInTime}, by {@link Clock#now()}; {@link Long#MAX_VALUE}: never. */
    long nextWake() {
        Member away = seats.longestAway();
        long end = away == null ? Long.MAX_VALUE : away.awayUntil;
        return tellAt == 0 ? end : Math.min(end, tellAt);
    }

    /** The members whose linger time is over. */
    List<Member> overdue() {
        long now = now();
        return seats.away().stream()
                .takeWhile(member -> member.awayUntil <= now)
                .toList();
    }

    /** Tells what was gathered, if it is time. */
    void tellInTime() {
        long now = now();
        if (tellAt > 0 && tellAt <= now) {
            tellAt = 0;
            presence.tell(seats.all(), audience);
        }
    }
}
