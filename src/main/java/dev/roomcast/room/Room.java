package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.Position;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One room: its members and the order of what they publish. It is one line of work: any thread may call the public
 * methods, each becomes one task, and the tasks of a room run one after another in the order of the calls.
 */
public final class Room {

    /** How long one who said too much is asked to stay away, in milliseconds. */
    private static final long STAY_AWAY = 1000;

    private final String name;
    private final RoomType type;
    private final RoomService service;
    private final Audience audience;
    private final Line line;
    private final Attendance attendance;
    private Timeline timeline;
    private final Alarm alarm;
    /** Null: as much may be said as the members may. */
    private final Pace pace;

    /** Connections that hold the room, from handshake to close; below 0 when it is disposed of. */
    private final AtomicInteger holders = new AtomicInteger();

    /** When it was used last, by {@link Clock#now()}. */
    private volatile long usedAt;
    /** Whether somebody was told the position, and may come back with it. */
    private boolean positionKnown;
    /** What of the node's history the room has told of as its own, in bytes. */
    private long budgeted;

    Room(String name, RoomType type, RoomService service, Audience audience) {
        this.name = name;
        this.type = type;
        this.service = service;
        this.audience = audience;
        this.line = service.newLine();
        this.attendance = new Attendance(name, type, service, audience);
        this.timeline = new Timeline(service.names().epoch(), type);
        this.alarm = new Alarm(service.clock(), () -> line.execute(this::wake));
        this.usedAt = service.clock().now();
        this.pace = Pace.of(type, usedAt);
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
            attendance.join(outlet);
            setAlarm();
        });
    }

    /** A level 1 connection becomes a member, a new one or the one that it was. */
    public void connect(Outlet outlet, Command.Connect command) {
        line.execute(() -> {
            Member member = attendance.resume(outlet, command);
            boolean resumed = member != null;
            if (!resumed) {
                member = attendance.join(outlet, command);
            }
            if (member != null) {
                audience.say(Utterance.to(outlet, welcome(member, resumed, command)));
            }
            setAlarm();
        });
    }

    private Frame welcome(Member member, boolean resumed, Command.Connect command) {
        timeline.expire(service.clock().now());
        boolean recovered = command.hasPosition() && timeline.holdsAllSince(command.epoch(), command.offset());
        if (command.hasPosition()) {
            (recovered ? service.counters().recovered : service.counters().unrecovered).increment();
        }
        positionKnown = true;
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
                        recovered ? timeline.since(command.offset(), Long.MAX_VALUE, service.codec()) : List.of(),
                        attendance.show(member),
                        attendance.size(),
                        service.clock().wall(),
                        service.limits().ping()));
    }

    /**
     * The connection is gone; if it spoke for a member, that one is away or leaves.
     *
     * @param silent whether it was given up because nothing was heard of it
     */
    public void closed(Outlet outlet, boolean silent) {
        line.execute(() -> {
            if (outlet.member() != null) {
                attendance.closed(outlet, silent);
                setAlarm();
            }
        });
    }

    /** A member leaves by its own will; its connection is closed. */
    public void leave(Outlet outlet) {
        line.execute(() -> {
            if (outlet.member() != null) {
                attendance.remove(outlet.member(), "left", Goodbye.asked());
                setAlarm();
            }
        });
    }

    /** A plain member says something. */
    public void publish(Outlet outlet, Frame text) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member != null && admits(outlet, text.payloadLength())) {
                long time = service.clock().wall();
                byte[] signature = member.signature();
                Frame rich = attendance.hasLevel1() || service.observer().wantsPublications()
                        ? Frames.publication(service.codec(), text, signature, timeline.next(), time)
                        : null;
                append(rich == null ? text : rich, rich == null ? signature : null, time);
                audience.say(Utterance.toAll(text, rich, outlet.wantsEcho() ? null : outlet));
            }
        });
    }

    /** A member sends a binary message, which has no place in the order of publications. */
    public void publishBinary(Outlet outlet, Frame binary) {
        line.execute(() -> {
            if (outlet.member() != null && admits(outlet, binary.payloadLength())) {
                touch();
                audience.say(Utterance.toAll(binary, binary, outlet.wantsEcho() ? null : outlet));
            }
        });
    }

    /** A level 1 member publishes. What it has published before with the same id is only acknowledged again. */
    public void publish(Outlet outlet, Command.Publish command) {
        line.execute(() -> {
            Member member = outlet.member();
            if (member == null) {
                return;
            }
            long id = command.id();
            long offset = member.offsetOf(id);
            if (offset < 0) {
                if (!admits(outlet, command)) {
                    return;
                }
                offset = publish(member.signature(), command);
                member.remember(id, offset);
            }
            if (id > 0) {
                audience.say(Utterance.to(outlet, Frames.ack(id, offset)));
            }
        });
    }

    /** @return the offset, or 0 for what has none */
    private long publish(byte[] signature, Command.Publish command) {
        boolean ordered = command.to() == null && !command.isVolatile();
        long offset = ordered ? timeline.next() : 0;
        long time = service.clock().wall();
        Frame frame = Frames.publication(command.method(), command.data(), signature, offset, time);
        if (command.to() != null) {
            for (Outlet outlet : attendance.named(command.to())) {
                audience.say(Utterance.to(outlet, frame, command.isVolatile()));
            }
        } else if (command.isVolatile()) {
            audience.say(Utterance.volatileToAll(frame));
        } else {
            append(frame, null, time);
            audience.say(Utterance.toAll(frame, frame, null));
        }
        return offset;
    }

    /** @param signature of what is kept as a plain member said it */
    private void append(Frame frame, byte[] signature, long time) {
        timeline.append(frame, signature, time, touch());
        if (signature == null) {
            service.observer().published(name, frame);
        }
        budget();
    }

    /** A member who cannot be told that its message was refused is closed. */
    private boolean admits(Outlet outlet, int length) {
        boolean admits = pace == null || pace.admits(length, service.clock().now());
        if (!admits) {
            outlet.goodbye(Goodbye.of(CloseCode.TOO_MANY_REQUESTS, STAY_AWAY));
        }
        return admits;
    }

    private boolean admits(Outlet outlet, Command.Publish command) {
        int length = command.method().length()
                + (command.data() == null ? 0 : command.data().length());
        boolean admits = pace == null || pace.admits(length, service.clock().now());
        if (!admits) {
            String message = "too much is said in this room";
            audience.say(Utterance.to(outlet, Frames.error(command.id(), ErrorCode.RATE_LIMITED, message)));
        }
        return admits;
    }

    /** What was published after a position, as far as it is kept. */
    public void history(Outlet outlet, Command.History command) {
        line.execute(() -> {
            Excerpt excerpt = history(command);
            audience.say(Utterance.to(
                    outlet,
                    Frames.history(command.id(), excerpt.position(), excerpt.complete(), excerpt.publications())));
        });
    }

    /** In the room's line of work. */
    Excerpt history(Command.History command) {
        timeline.expire(service.clock().now());
        long limit = command.limit() == 0 ? type.historySize() : Math.min(command.limit(), type.historySize());
        return timeline.excerpt(command.epoch(), command.offset(), limit, service.codec());
    }

    /** Who is in the room. */
    public void members(Outlet outlet, long id) {
        line.execute(() -> audience.say(Utterance.to(outlet, Frames.members(id, attendance.show()))));
    }

    /** A member shows other info than before. */
    public void info(Outlet outlet, Command.Info command) {
        line.execute(() -> {
            if (outlet.member() != null) {
                attendance.info(outlet.member(), command.info());
                audience.say(Utterance.to(outlet, Frames.done("$info", command.id())));
                setAlarm();
            }
        });
    }

    /** Does something in the room's line of work. @return its result */
    <T> CompletionStage<T> ask(Supplier<T> task) {
        return line.ask(task);
    }

    /** The room as it is now. In its line of work, as all that {@link Operator} does. */
    RoomView view(boolean withMembers) {
        List<Frames.MemberView> members = withMembers ? attendance.views() : null;
        return new RoomView(name, type, attendance.size(), attendance.away(), timeline.position(), members);
    }

    /** The server itself says something to all. */
    Position publish(Command.Publish command) {
        publish(Frames.SERVER, command);
        return timeline.position();
    }

    int kick(String userOrClient) {
        int kicked = attendance.kick(userOrClient);
        setAlarm();
        return kicked;
    }

    /** Ends it for everybody: who comes again finds another room. */
    int close() {
        int count = attendance.clear();
        timeline.forget();
        budget();
        timeline = new Timeline(service.names().epoch(), type);
        positionKnown = false;
        rest();
        return count;
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
            positionKnown &= !attendance.isEmpty();
            budget();
            rest();
        });
    }

    private void wake() {
        attendance.wake();
        rest();
        setAlarm();
    }

    /** Goes away if nobody is here and nothing is kept. */
    private void rest() {
        if (!attendance.isEmpty() || holders.get() > 0) {
            return;
        }
        if (!isKept() && holders.compareAndSet(0, -1)) {
            timeline.forget();
            budget();
            service.disposed(this);
        }
        setAlarm();
    }

    /** Whether somebody may still ask for what was published here, or come back with the position. */
    private boolean isKept() {
        return service.clock().now() < keptUntil() && (positionKnown || !timeline.isEmpty());
    }

    private long keptUntil() {
        return Math.max(usedAt, attendance.emptySince()) + type.historyAge();
    }

    private void setAlarm() {
        if (holders.get() < 0) {
            alarm.cancel();
            return;
        }
        long at = attendance.nextWake();
        if (attendance.isEmpty() && holders.get() == 0) {
            at = Math.min(at, keptUntil());
        }
        alarm.set(at);
    }
}
