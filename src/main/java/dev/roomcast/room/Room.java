package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

    private final RoomService service;
    private final Answers answers;
    private final Replica replica;
    private final Channel channel;
    private final Attendance attendance;
    private final Timeline timeline;
    private final Alarm alarm;
    /** Null: as much may be said as the members may. */
    private final Pace pace;

    /** Connections that hold the room, from handshake to close; below 0 when it is disposed of. */
    private final AtomicInteger holders = new AtomicInteger();

    /** The connections that have asked for a seat and have no answer yet. */
    private final Map<Outlet, Entry> entering = new HashMap<>(0);

    /** Whether somebody was told the position, and may come back with it. */
    private boolean positionKnown;

    Room(String name, RoomType type, RoomService service, Audience audience) {
        this.service = service;
        this.answers = new Answers(audience);
        this.replica = new Replica(name, type, service, audience, this::changed);
        this.attendance = replica.attendance();
        this.timeline = replica.timeline();
        this.alarm = new Alarm(service.clock(), () -> replica.execute(this::wake));
        this.pace = Pace.of(type, replica.usedAt());
        this.channel = service.engine().open(replica);
        channel.open();
    }

    public String name() {
        return replica.name();
    }

    public RoomType type() {
        return replica.type();
    }

    long usedAt() {
        return replica.usedAt();
    }

    /** Whether no connection is here: only history is left. */
    boolean isUnused() {
        return holders.get() <= 0;
    }

    /** @return false if the room is being disposed of, and another takes its name */
    boolean hold() {
        return holders.getAndUpdate(count -> count < 0 ? count : count + 1) >= 0;
    }

    /** Whoever held the room is done, when all that he asked for before is done. */
    public void release() {
        replica.execute(() -> {
            holders.decrementAndGet();
            rest();
        });
    }

    /** A plain connection becomes a member. */
    public void join(Outlet outlet) {
        connect(outlet, null);
    }

    /** A level 1 connection becomes a member, a new one or the one that it was. */
    public void connect(Outlet outlet, Command.Connect command) {
        replica.execute(() -> {
            Entry entry = new Entry(this, outlet, command);
            channel.enter(entry);
            if (!entry.isSettled()) {
                entering.put(outlet, entry);
            }
            setAlarm();
        });
    }

    /** It is known what becomes of it. */
    void settled(Entry entry) {
        entering.remove(entry.outlet());
    }

    /** Tells a new connection of level 1 where it is. */
    void welcome(Entry entry, Member member, boolean resumed) {
        if (!entry.isPlain()) {
            answers.say(entry.outlet(), welcome(member, resumed, entry.command()));
        }
    }

    private Frame welcome(Member member, boolean resumed, Command.Connect command) {
        timeline.expire(service.clock().now());
        boolean recovered = command.hasPosition() && timeline.holdsAllSince(command.epoch(), command.offset());
        if (command.session() != null) {
            (resumed ? service.counters().resumed : service.counters().unresumed).increment();
        }
        if (command.hasPosition()) {
            (recovered ? service.counters().recovered : service.counters().unrecovered).increment();
        }
        positionKnown = true;
        return Frames.welcome(
                command.id(),
                new Frames.Welcome(
                        name(),
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

    /** Does what a member asks for; for one who has no seat yet, when it has one. */
    private void perform(Outlet outlet, Runnable task) {
        replica.execute(() -> {
            if (outlet.member() != null) {
                task.run();
            } else {
                Entry entry = entering.get(outlet);
                if (entry != null) {
                    entry.hold(task);
                }
            }
        });
    }

    /**
     * The connection is gone; if it spoke for a member, that one is away or leaves.
     *
     * @param silent whether it was given up because nothing was heard of it
     */
    public void closed(Outlet outlet, boolean silent) {
        replica.execute(() -> {
            Entry entry = entering.get(outlet);
            if (entry != null) {
                entry.gone();
            }
            Member member = outlet.member();
            if (member != null) {
                attendance.detach(member, null);
                gone(member, outlet.isPlain(), outlet.isPlain() && !silent ? "left" : "timeout");
                setAlarm();
            }
        });
    }

    /** The member's connection is gone. @param reason for which it leaves, if it cannot come back */
    void gone(Member member, boolean plain, String reason) {
        if (plain || type().linger() == 0) {
            channel.leave(member, reason, null);
        } else {
            channel.away(member);
            relieve();
        }
    }

    /** Of too many who are away, the one who has been so longest leaves. */
    private void relieve() {
        Seats seats = attendance.seats();
        if (seats.tooManyAway() && seats.longestAway().isOurs()) {
            channel.leave(seats.longestAway(), "timeout", null);
        }
    }

    /** The engine has changed something that nobody here has asked for. */
    private void changed() {
        relieve();
        rest();
        setAlarm();
    }

    /** A member leaves by its own will; its connection is closed. */
    public void leave(Outlet outlet) {
        perform(outlet, () -> {
            Member member = outlet.member();
            outlet.member(null); // what it says from now on is not heard
            channel.leave(member, "left", Goodbye.asked());
            setAlarm();
        });
    }

    /** A plain member says something. */
    public void publish(Outlet outlet, Frame text) {
        perform(outlet, () -> publishFrame(outlet, text));
    }

    /** A member sends a binary message, which has no place in the order of publications. */
    public void publishBinary(Outlet outlet, Frame binary) {
        perform(outlet, () -> publishFrame(outlet, binary));
    }

    private void publishFrame(Outlet outlet, Frame frame) {
        if (admits(outlet, frame.payloadLength())) {
            channel.publish(new Draft(outlet, outlet.member(), frame, null, answers));
        }
    }

    /** A level 1 member publishes. What it has published before with the same id is only acknowledged again. */
    public void publish(Outlet outlet, Command.Publish command) {
        perform(outlet, () -> {
            Draft draft = new Draft(outlet, outlet.member(), null, command, answers);
            long offset = draft.member().offsetOf(command.id());
            if (offset >= 0) {
                draft.accepted(offset);
            } else if (admits(outlet, command)) {
                channel.publish(draft);
            }
        });
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
        boolean admits =
                pace == null || pace.admits(command.size(), service.clock().now());
        if (!admits) {
            answers.tooMuch(outlet, command.id());
        }
        return admits;
    }

    /** What was published after a position, as far as it is kept. */
    public void history(Outlet outlet, Command.History command) {
        perform(outlet, () -> {
            Excerpt excerpt = history(command);
            answers.say(
                    outlet,
                    Frames.history(command.id(), excerpt.position(), excerpt.complete(), excerpt.publications()));
        });
    }

    /** In the room's line of work. */
    Excerpt history(Command.History command) {
        timeline.expire(service.clock().now());
        int size = type().historySize();
        long limit = command.limit() == 0 ? size : Math.min(command.limit(), size);
        return timeline.excerpt(command.epoch(), command.offset(), limit, service.codec());
    }

    /** Who is in the room. */
    public void members(Outlet outlet, long id) {
        perform(outlet, () -> answers.say(outlet, Frames.members(id, attendance.show())));
    }

    /** A member shows other info than before. */
    public void info(Outlet outlet, Command.Info command) {
        perform(outlet, () -> {
            channel.info(outlet.member(), command.info(), done -> {
                if (done) {
                    answers.say(outlet, Frames.done("$info", command.id()));
                } else {
                    answers.unavailable(outlet, command.id());
                }
            });
            setAlarm();
        });
    }

    /** Does something in the room's line of work. @return its result */
    <T> CompletionStage<T> ask(Supplier<T> task) {
        return replica.ask(task);
    }

    /** The same when the room is known here as it is. @return its result; fails if the engine does not answer */
    <T> CompletionStage<T> askKnown(Supplier<T> task) {
        Question<T> question = new Question<>(task);
        replica.execute(() -> channel.whenKnown(question));
        return question.answer();
    }

    /** The room as it is now, with or without its settings and members. In its line of work, as all that {@link Operator} does. */
    RoomView view(boolean withMembers) {
        RoomType type = withMembers ? type() : null;
        List<Frames.MemberView> members = withMembers ? attendance.views() : null;
        return new RoomView(name(), type, attendance.size(), attendance.countAway(), timeline.position(), members);
    }

    /** The server itself says something to all. @return the place that it got; fails if the engine does not answer */
    CompletionStage<Position> publish(Command.Publish command) {
        CompletableFuture<Position> place = new CompletableFuture<>();
        channel.publish(new Draft(null, null, null, command, new Draft.Receipt() {
            @Override
            public void accepted(Draft draft, long offset) {
                Position now = timeline.position();
                place.complete(offset == 0 ? now : new Position(now.epoch(), offset));
            }

            @Override
            public void refused(Draft draft) {
                place.completeExceptionally(new Unavailable());
            }
        }));
        return place;
    }

    /** @return how many it were */
    int kick(String userOrClient) {
        List<Member> members = attendance.seats().named(userOrClient);
        members.forEach(member -> channel.leave(member, "kicked", Goodbye.of(CloseCode.KICKED)));
        setAlarm();
        return members.size();
    }

    /** Ends it for everybody: who comes again finds another room. @return how many it were */
    int close() {
        int count = attendance.size();
        channel.end();
        positionKnown = false;
        rest();
        return count;
    }

    /** Forgets the history, to make place for others. */
    void forget() {
        replica.execute(() -> {
            replica.forget();
            positionKnown &= !attendance.isEmpty();
            rest();
        });
    }

    private void wake() {
        attendance.overdue().forEach(channel::expire);
        attendance.tellInTime();
        rest();
        setAlarm();
    }

    /** Goes away if this node surely speaks for nobody here, nobody is to get a seat, and nothing is kept. */
    private void rest() {
        if (holders.get() > 0 || attendance.hasOurs() || !entering.isEmpty() || channel.isInDoubt()) {
            return;
        }
        if ((service.engine().isShared() || !isKept()) && holders.compareAndSet(0, -1)) {
            replica.release();
            channel.close();
            service.disposed(this);
        }
        setAlarm();
    }

    /** Whether somebody may still ask for what was published here, or come back with the position. */
    private boolean isKept() {
        return service.clock().now() < keptUntil() && (positionKnown || !timeline.isEmpty());
    }

    private long keptUntil() {
        return Math.max(usedAt(), attendance.emptySince()) + type().historyAge();
    }

    private void setAlarm() {
        if (holders.get() < 0) {
            alarm.cancel();
            return;
        }
        long at = attendance.nextWake();
        if (!attendance.hasOurs() && holders.get() == 0) {
            at = Math.min(at, keptUntil());
        }
        alarm.set(at);
    }
}
