package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One room: its members and the order of what they publish. It is one line of work: any thread may call the public
 * methods, each becomes one task, and the tasks of a room run one after another in the order of the calls.
 */
public final class Room {

    /** Above so many members, presence changes are gathered for a while. */
    private static final int SMALL = 25;

    private final String name;
    private final RoomType type;
    private final RoomService service;
    private final Audience audience;
    private final Line line;
    private final Seats seats;
    private final Timeline timeline;
    private final Presence presence;
    private final Alarm alarm;

    /** Connections that hold the room, from handshake to close; below 0 when it is disposed of. */
    private final AtomicInteger holders = new AtomicInteger();

    /** When it was used last, by {@link Clock#now()}. */
    private volatile long usedAt;
    /** When the presence changes are to be told; 0: nothing waits. */
    private long tellAt;
    /** When the last member left. */
    private long emptySince;
    /** Whether somebody was told the position, and may come back with it. */
    private boolean positionKnown;

    private long budgeted;

    Room(String name, RoomType type, RoomService service, Audience audience) {
        this.name = name;
        this.type = type;
        this.service = service;
        this.audience = audience;
        this.line = service.newLine();
        this.seats = new Seats(type);
        this.timeline = new Timeline(service.names().epoch(), type);
        this.presence = new Presence(type);
        this.alarm = new Alarm(service.clock(), () -> line.execute(this::wake));
        this.usedAt = service.clock().now();
        this.emptySince = usedAt;
    }

    public String name() {
        return name;
    }

    public RoomType type() {
        return type;
    }

    long usedAt() {
        return usedAt;
    }

    /** Whether no connection is here: only history is left. */
    boolean isUnused() {
        return holders.get() <= 0;
    }

    /** @return false if the room is being disposed of, and another takes its name */
    boolean hold() {
        return holders.getAndUpdate(count -> count < 0 ? count : count + 1) >= 0;
    }

    /** A connection that held the room is closed. */
    public void release() {
        holders.decrementAndGet();
        line.execute(this::rest);
    }

    /** A plain connection becomes a member. */
    public void join(Outlet outlet) {
        line.execute(() -> {
            String user = outlet.user() == null ? service.names().user() : outlet.user();
            if (admit(outlet, user)) {
                Member member = new Member(user, service.names().client(), null);
                sit(member, outlet);
                audience.enter(outlet);
            }
        });
    }

    /** A level 1 connection becomes a member, a new one or the one that it was. */
    public void connect(Outlet outlet, Command.Connect command) {
        line.execute(() -> {
            Member member = seats.ofSession(command.session(), outlet.user());
            boolean resumed = member != null;
            if (resumed) {
                resume(member, outlet, command);
            } else {
                String user = outlet.user() == null ? service.names().user() : outlet.user();
                if (!admit(outlet, user)) {
                    return;
                }
                String client = service.names().client();
                member = new Member(user, client, service.names().session(client));
                if (command.info() != null) {
                    member.info = command.info().detached();
                }
                sit(member, outlet);
            }
            audience.enter(outlet);
            audience.say(Utterance.to(outlet, welcome(member, resumed, command)));
        });
    }

    /** Whether there is a seat; if not, the connection is told so. */
    private boolean admit(Outlet outlet, String user) {
        if (seats.isFull()) {
            outlet.goodbye(Goodbye.of(CloseCode.ROOM_FULL));
            return false;
        }
        List<Member> same = type.sameUser() == RoomType.SameUser.ALLOW ? List.of() : seats.ofUser(user);
        if (!same.isEmpty() && type.sameUser() == RoomType.SameUser.REJECT) {
            outlet.goodbye(Goodbye.of(CloseCode.TOO_MANY_CONNECTIONS));
            return false;
        }
        same.forEach(member -> remove(member, "replaced", Goodbye.of(CloseCode.REPLACED)));
        return true;
    }

    private void sit(Member member, Outlet outlet) {
        seats.add(member);
        seats.attach(member, outlet);
        service.counters().members.increment();
        if (seats.size() == 1) {
            service.counters().rooms.increment();
        }
        presence.joined(member);
        tellPresence();
    }

    private void resume(Member member, Outlet outlet, Command.Connect command) {
        boolean wasAway = member.isAway();
        if (!wasAway) {
            Outlet old = seats.detach(member);
            audience.leave(old, Goodbye.of(CloseCode.REPLACED));
        }
        seats.attach(member, outlet);
        if (wasAway) {
            presence.stateChanged(member);
        }
        if (command.info() != null) {
            member.info = command.info().detached();
            presence.infoChanged(member);
        }
        tellPresence();
    }

    private Frame welcome(Member member, boolean resumed, Command.Connect command) {
        timeline.expire(service.clock().now());
        boolean recovered = command.hasPosition() && timeline.holdsAllSince(command.epoch(), command.offset());
        if (command.hasPosition()) {
            (recovered ? service.counters().recovered : service.counters().unrecovered).increment();
        }
        member.presenceSeen = presence.show();
        positionKnown = true;
        boolean listed = seats.size() <= type.presenceMax();
        return Frames.welcome(
                command.id(),
                new Frames.Welcome(
                        name,
                        member.user(),
                        member.client(),
                        member.session(),
                        timeline.position(),
                        resumed,
                        recovered,
                        recovered ? kept(command.offset(), Long.MAX_VALUE) : List.of(),
                        listed ? seats.views() : List.of(member.view()),
                        seats.size(),
                        service.clock().wall(),
                        service.limits().ping()));
    }

    private List<Frame> kept(long offset, long limit) {
        return timeline.since(offset, limit, publication -> publication.rich(service.codec()));
    }

    /**
     * The connection of a member is gone.
     *
     * @param silent whether it was given up because nothing was heard of it
     */
    public void closed(Outlet outlet, boolean silent) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member == null) {
                return;
            }
            if (outlet.isPlain() || type.linger() == 0) {
                remove(member, outlet.isPlain() && !silent ? "left" : "timeout", null);
                return;
            }
            seats.detach(member);
            audience.leave(outlet, null);
            member.awayUntil = service.clock().now() + type.linger();
            presence.stateChanged(member);
            if (seats.tooManyAway()) {
                remove(seats.longestAway(), "timeout", null);
            }
            tellPresence();
            setAlarm();
        });
    }

    /** A member leaves by its own will; its connection is closed. */
    public void leave(Outlet outlet) {
        line.execute(() -> {
            if (outlet.member() != null) {
                remove(outlet.member(), "left", Goodbye.asked());
            }
        });
    }

    private void remove(Member member, String reason, Goodbye goodbye) {
        if (!member.isAway()) {
            audience.leave(seats.detach(member), goodbye);
        }
        seats.remove(member);
        service.counters().members.decrement();
        presence.left(member, reason);
        tellPresence();
        if (seats.size() == 0) {
            service.counters().rooms.decrement();
            emptySince = service.clock().now();
            rest();
        }
    }

    /** A plain member says something. */
    public void publish(Outlet outlet, Frame text) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member == null) {
                return;
            }
            Publication publication = Publication.plain(
                    text, member.signature(), timeline.next(), service.clock().wall(), touch());
            Frame rich = seats.hasLevel1() ? publication.rich(service.codec()) : null;
            append(publication);
            audience.say(Utterance.toAll(text, rich, outlet.wantsEcho() ? null : outlet));
        });
    }

    /** A member sends a binary message, which has no place in the order of publications. */
    public void publishBinary(Outlet outlet, Frame binary) {
        line.execute(() -> {
            if (outlet.member() != null) {
                touch();
                audience.say(Utterance.toAll(binary, binary, outlet.wantsEcho() ? null : outlet));
            }
        });
    }

    /** A level 1 member publishes. */
    public void publish(Outlet outlet, Command.Publish command) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member == null) {
                return;
            }
            long id = command.id();
            long offset = id > 0 && member.ids != null ? member.ids.offsetOf(id) : 0;
            if (offset == 0) {
                offset = publish(member, command);
            }
            if (id > 0) {
                audience.say(Utterance.to(outlet, Frames.ack(id, offset)));
            }
        });
    }

    /** @return the offset, or 0 for what has none */
    private long publish(Member member, Command.Publish command) {
        boolean ordered = command.to() == null && !command.isVolatile();
        long offset = ordered ? timeline.next() : 0;
        long time = service.clock().wall();
        Frame frame = Frames.publication(command.method(), command.data(), member.signature(), offset, time);
        if (command.to() != null) {
            for (Outlet outlet : addressees(command.to())) {
                audience.say(Utterance.to(outlet, frame, command.isVolatile()));
            }
        } else if (command.isVolatile()) {
            audience.say(Utterance.volatileToAll(frame));
        } else {
            append(Publication.rich(frame, offset, time, touch()));
            audience.say(Utterance.toAll(frame, frame, null));
            if (command.id() > 0) {
                member.ids = member.ids == null ? new RecentIds() : member.ids;
                member.ids.remember(command.id(), offset);
            }
        }
        return offset;
    }

    private Set<Outlet> addressees(List<String> names) {
        Set<Outlet> outlets = new LinkedHashSet<>();
        for (String each : names) {
            for (Member member : seats.named(each)) {
                if (member.outlet != null) {
                    outlets.add(member.outlet);
                }
            }
        }
        return outlets;
    }

    private void append(Publication publication) {
        timeline.append(publication);
        budget();
    }

    /** What was published after a position, as far as it is kept. */
    public void history(Outlet outlet, Command.History command) {
        line.execute(() -> {
            timeline.expire(service.clock().now());
            long now = timeline.position().offset();
            long limit = command.limit() == 0 ? type.historySize() : Math.min(command.limit(), type.historySize());
            boolean here = command.epoch() == null || timeline.isOfEpoch(command.epoch());
            long after = command.offset() < 0 ? Math.max(0, now - limit) : command.offset();
            boolean complete =
                    here && timeline.holdsAllSince(timeline.position().epoch(), after);
            List<Frame> publications = here ? kept(after, limit) : List.of();
            audience.say(
                    Utterance.to(outlet, Frames.history(command.id(), timeline.position(), complete, publications)));
        });
    }

    /** Who is in the room. */
    public void members(Outlet outlet, long id) {
        line.execute(() -> {
            presence.show();
            audience.say(Utterance.to(outlet, Frames.members(id, seats.views())));
        });
    }

    /** A member shows other info than before. */
    public void info(Outlet outlet, Command.Info command) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member != null) {
                member.info = command.info().detached();
                presence.infoChanged(member);
                tellPresence();
                audience.say(Utterance.to(outlet, Frames.done("$info", command.id())));
            }
        });
    }

    /** Tells the changes of presence at once, or soon in a room that is not small. */
    private void tellPresence() {
        if (!type.presence() || !seats.hasLevel1()) {
            presence.clear();
        } else if (seats.size() <= SMALL) {
            presence.tell(seats.all(), audience);
        } else if (tellAt == 0) {
            long gather = seats.size() > type.presenceMax() ? 5 * type.presenceGather() : type.presenceGather();
            tellAt = service.clock().now() + gather;
            setAlarm();
        }
    }

    private long touch() {
        return usedAt = service.clock().now();
    }

    private void budget() {
        service.budget(timeline.bytes() - budgeted);
        budgeted = timeline.bytes();
    }

    /** Forgets the history, to make place for others. */
    void forget() {
        line.execute(() -> {
            timeline.forget();
            positionKnown &= seats.size() > 0;
            budget();
            rest();
        });
    }

    private void wake() {
        long now = service.clock().now();
        for (Member away = seats.longestAway(); away != null && away.awayUntil <= now; away = seats.longestAway()) {
            remove(away, "timeout", null);
        }
        if (tellAt > 0 && tellAt <= now) {
            tellAt = 0;
            presence.tell(seats.all(), audience);
        }
        rest();
        setAlarm();
    }

    /** Goes away if nobody is here and nothing is kept. */
    private void rest() {
        if (seats.size() > 0 || holders.get() > 0) {
            return;
        }
        if (!isKept() && holders.compareAndSet(0, -1)) {
            timeline.forget();
            budget();
            service.disposed(this);
            alarm.cancel();
        } else {
            setAlarm();
        }
    }

    /** Whether somebody may still ask for what was published here, or come back with the position. */
    private boolean isKept() {
        boolean recent = service.clock().now() - emptySince < type.historyAge();
        return recent && (positionKnown || !timeline.isEmpty());
    }

    private void setAlarm() {
        long at = Long.MAX_VALUE;
        Member away = seats.longestAway();
        if (away != null) {
            at = away.awayUntil;
        }
        if (tellAt > 0) {
            at = Math.min(at, tellAt);
        }
        if (seats.size() == 0 && holders.get() == 0) {
            at = Math.min(at, emptySince + type.historyAge());
        }
        alarm.set(at);
    }
}
