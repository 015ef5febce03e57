package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
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
    int away() {
        return seats.away();
    }

    long emptySince() {
        return emptySince;
    }

    /** Whether a level 1 connection is here to hear what is said. */
    boolean hasLevel1() {
        return seats.hasLevel1();
    }

    /** A plain connection gets a seat, or is told that there is none. */
    void join(Outlet outlet) {
        String user = userOf(outlet);
        if (admit(outlet, user)) {
            sit(new Member(user, service.names().client(), null), outlet, outlet.info());
        }
    }

    /** A level 1 connection gets a new seat. @return null where there is none; it is told so */
    Member join(Outlet outlet, Command.Connect command) {
        String user = userOf(outlet);
        if (!admit(outlet, user)) {
            return null;
        }
        String client = service.names().client();
        Member member = new Member(user, client, service.names().session(client));
        sit(member, outlet, infoOf(outlet, command));
        return member;
    }

    private static RawJson infoOf(Outlet outlet, Command.Connect command) {
        return outlet.info() == null ? command.info() : outlet.info();
    }

    private String userOf(Outlet outlet) {
        return outlet.user() == null ? service.names().user() : outlet.user();
    }

    private boolean admit(Outlet outlet, String user) {
        List<Member> same = type.sameUser() == RoomType.SameUser.ALLOW ? List.of() : seats.ofUser(user);
        boolean isHere = same.stream().anyMatch(member -> !member.isAway());
        if (isHere && type.sameUser() == RoomType.SameUser.REJECT) {
            outlet.goodbye(Goodbye.of(CloseCode.TOO_MANY_CONNECTIONS));
            return false;
        }
        same.forEach(member -> remove(member, "replaced", Goodbye.of(CloseCode.REPLACED)));
        if (seats.isFull()) {
            outlet.goodbye(Goodbye.of(CloseCode.ROOM_FULL));
            return false;
        }
        return true;
    }

    private void sit(Member member, Outlet outlet, RawJson info) {
        if (info != null) {
            member.info = info.detached();
        }
        seats.add(member);
        seats.attach(member, outlet);
        service.counters().members.increment();
        if (seats.size() == 1) {
            service.counters().rooms.increment();
            observer().opened(room);
        }
        observer().joined(room, member);
        presence.joined(member);
        tellPresence();
        audience.enter(outlet);
    }

    /** The member whose session it is speaks through this connection from now on. @return null: it is nobody's */
    Member resume(Outlet outlet, Command.Connect command) {
        Member member = seats.ofSession(command.session(), outlet.user());
        if (member == null) {
            return null;
        }
        if (member.isAway()) {
            presence.stateChanged(member);
            observer().back(room, member);
        } else {
            audience.leave(seats.detach(member), Goodbye.of(CloseCode.REPLACED));
        }
        seats.attach(member, outlet);
        RawJson info = infoOf(outlet, command);
        if (info != null) {
            member.info = info.detached();
            presence.infoChanged(member);
        }
        tellPresence();
        audience.enter(outlet);
        return member;
    }

    /** The connection of a member is gone; the member may come back, unless it is a plain one. */
    void closed(Outlet outlet, boolean silent) {
        Member member = outlet.member();
        if (outlet.isPlain() || type.linger() == 0) {
            remove(member, outlet.isPlain() && !silent ? "left" : "timeout", null);
            return;
        }
        seats.detach(member);
        audience.leave(outlet, null);
        member.awayUntil = now() + type.linger();
        presence.stateChanged(member);
        observer().away(room, member);
        if (seats.tooManyAway()) {
            remove(seats.longestAway(), "timeout", null);
        }
        tellPresence();
    }

    /** @param goodbye how its connection is closed; null: it is closed already */
    void remove(Member member, String reason, Goodbye goodbye) {
        unseat(member, reason, goodbye);
        presence.left(member, reason);
        tellPresence();
    }

    private void unseat(Member member, String reason, Goodbye goodbye) {
        if (!member.isAway()) {
            audience.leave(seats.detach(member), goodbye);
        }
        seats.remove(member);
        service.counters().members.decrement();
        observer().left(room, member, reason);
        if (seats.size() == 0) {
            service.counters().rooms.decrement();
            emptySince = now();
            observer().closed(room);
        }
    }

    /** Removes those whom a user's or a client's name means. @return how many it were */
    int kick(String name) {
        List<Member> members = seats.named(name);
        members.forEach(member -> remove(member, "kicked", Goodbye.of(CloseCode.KICKED)));
        return members.size();
    }

    /** Removes everybody; there is nobody to tell who left. @return how many it were */
    int clear() {
        List<Member> members = List.copyOf(seats.all());
        members.forEach(member -> unseat(member, "kicked", Goodbye.of(CloseCode.ROOM_CLOSED)));
        presence.clear();
        return members.size();
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

    /** When something is to be done by {@link #wake()}, by {@link Clock#now()}; {@link Long#MAX_VALUE}: never. */
    long nextWake() {
        Member away = seats.longestAway();
        long end = away == null ? Long.MAX_VALUE : away.awayUntil;
        return tellAt == 0 ? end : Math.min(end, tellAt);
    }

    /** Lets go whose linger time is over, and tells what was gathered. */
    void wake() {
        long now = now();
        for (Member away = seats.longestAway(); away != null && away.awayUntil <= now; away = seats.longestAway()) {
            remove(away, "timeout", null);
        }
        if (tellAt > 0 && tellAt <= now) {
            tellAt = 0;
            presence.tell(seats.all(), audience);
        }
    }
}
