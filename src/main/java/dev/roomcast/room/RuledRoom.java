package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.protocol.PlainText;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room with rules of the application: calls them and executes their decisions. Other rooms have none.
 *
 * <p>Thread: the room's serial executor, except for {@link #publish}.
 */
public final class RuledRoom {

    private static final String DROPPED = "the engine did not take it";

    private final Room room;
    private final RoomService service;
    private final Replica replica;
    private final Sequencer sequencer;
    private final Replies replies;
    private final GameRequests games;
    private final PublicationAdmission admission;
    private final RoomLogic logic;

    private RuledRoom(
            Room room,
            RoomService service,
            Replica replica,
            Sequencer sequencer,
            Replies replies,
            GameRequests games,
            PublicationAdmission admission,
            RoomLogic logic) {
        this.room = room;
        this.service = service;
        this.replica = replica;
        this.sequencer = sequencer;
        this.replies = replies;
        this.games = games;
        this.admission = admission;
        this.logic = logic;
        replica.membership().listener = new RuledEvents(this, service.listener());
    }

    /** Returns the ruled part of a room; null: the room has no rules. */
    static @Nullable RuledRoom of(
            Room room,
            RoomService service,
            Replica replica,
            Sequencer sequencer,
            Replies replies,
            GameRequests games,
            PublicationAdmission admission) {
        RoomLogic logic = service.newLogic(replica.name(), replica.type());
        return logic == null
                ? null
                : new RuledRoom(room, service, replica, sequencer, replies, games, admission, logic);
    }

    /**
     * Publishes for a level 1 member.
     *
     * @return completes when the publication is accepted or refused; never completes after the connection has ended
     */
    public CompletionStage<Void> publish(Subscriber subscriber, Command.Publish command) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        room.perform(subscriber, command, () -> begin(subscriber, command, settled));
        return settled;
    }

    /**
     * Publishes a level 0 text or a binary message of a member.
     *
     * @return completes when the message is accepted or refused; never completes after the connection has ended
     */
    public CompletionStage<Void> publish(Subscriber subscriber, Frame frame) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        room.perform(subscriber, frame.bytes().length, () -> {
            if (admission.admits(subscriber, frame.payloadLength())) {
                new RuledPublication(this, subscriber, frame, null, null, settled).run();
            } else {
                settled.complete(null);
            }
        });
        return settled;
    }

    private void begin(Subscriber subscriber, Command.Publish command, CompletableFuture<Void> settled) {
        Member member = subscriber.member();
        try {
            StateUpdate own = games.update(member, command, subscriber.rights());
            long offset = member.offsetOf(command.id());
            if (offset >= 0) {
                replies.onAccepted(new PendingPublication(subscriber, member, null, command, own, replies), offset);
                settled.complete(null);
            } else if (admission.admits(subscriber, command)) {
                new RuledPublication(this, subscriber, null, command, own, settled).run();
            } else {
                settled.complete(null);
            }
        } catch (BadFrameException e) {
            subscriber.badRequest(e);
            settled.complete(null);
        }
    }

    /** Returns whether the rules decide a join request; a resumed session needs no decision. */
    boolean decides(JoinRequest request) {
        return logic.decidesJoins() && replica.index().ofSession(request.session(), request.user()) == null;
    }

    /** Lets the rules decide a join request: it is refused, or continues with {@code accepted}. */
    void join(JoinRequest request, Runnable accepted) {
        sequencer.whenKnown(known -> Room.guard(request.subscriber(), () -> {
            if (known && decides(request)) {
                new RuledJoin(this, request, accepted).run();
            } else {
                accepted.run();
            }
        }));
    }

    /** Queues an event for the rules, which run after the current task. */
    void onEvent(
            RoomLogic.EventKind kind,
            @Nullable Member member,
            @Nullable String reason,
            @Nullable String run,
            long number) {
        if (logic.wants(kind)) {
            RoomLogic.Event event =
                    new RoomLogic.Event(kind, member == null ? null : member.view(), reason, run, number);
            replica.execute(() -> new RuledEvent(this, event).run());
        }
    }

    /** Executes the effects of an accepted decision. */
    void perform(String name, LogicVerdict verdict) {
        for (LogicVerdict.ServerMessage each : verdict.messages()) {
            Command.Publish command = new Command.Publish(0, each.method(), each.data(), each.to(), false);
            sequencer.publish(new PendingPublication(null, null, null, command, null, new Dropped(name), null));
        }
        if (verdict.host() != null) {
            sequencer.host(verdict.host(), null, refusal -> drop(name, refusal == null ? null : "host: " + refusal));
        }
        for (String client : verdict.kicks()) {
            sequencer.kick(client, null, refusal -> {
                drop(name, refusal == null ? null : "kick: " + refusal);
                room.lifetime().scheduleWake();
            });
        }
    }

    private void drop(String name, @Nullable String why) {
        if (why != null) {
            logic.onDropped(name, why);
        }
    }

    private final class Dropped implements PendingPublication.Listener {
        private final String name;

        Dropped(String name) {
            this.name = name;
        }

        @Override
        public void onAccepted(PendingPublication publication, long offset) {
            // no caller waits for the result
        }

        @Override
        public void onRefused(PendingPublication publication) {
            drop(name, DROPPED);
        }

        @Override
        public void onRefused(PendingPublication publication, StateRefusal why) {
            drop(name, why.message());
        }
    }

    /** Combines the changes of the sender and the rules; for a key in both, the rules' value counts. */
    @Nullable
    StateUpdate merge(@Nullable StateUpdate own, @Nullable StateChange set, @Nullable StateGuard guard) {
        if (own == null && set == null && guard == null) {
            return null;
        }
        StateUpdate rules = set == null
                ? null
                : StateUpdate.ofServer(set, replica.membership().notifiesMembers());
        if (own == null) {
            StateChange change = set == null ? new StateChange(List.of(), null, null) : set;
            return new StateUpdate(change, rules == null ? null : rules.forbidden(), false, guard);
        }
        if (rules == null) {
            return new StateUpdate(own.change(), own.forbidden(), own.needsHost(), guard);
        }
        String forbidden = own.forbidden() == null ? rules.forbidden() : own.forbidden();
        return new StateUpdate(merge(own.change(), set), forbidden, own.needsHost(), guard);
    }

    private static StateChange merge(StateChange own, StateChange set) {
        List<StateChange.Entry> entries = new ArrayList<>(own.entries());
        entries.removeIf(
                each -> set.entries().stream().anyMatch(other -> other.key().equals(each.key())));
        entries.addAll(set.entries());
        JsonWriter told = new JsonWriter(own.encoded().length() + set.encoded().length());
        String comma = "{";
        for (StateChange.Entry each : entries) {
            told.ascii(comma).string(each.key()).ascii(":");
            comma = ",";
            if (each.value() == null) {
                told.ascii("null");
            } else {
                told.raw(each.value());
            }
        }
        byte[] json = told.ascii("}").json();
        return new StateChange(entries, own.condition(), new RawJson(json, 0, json.length));
    }

    RoomLogic logic() {
        return logic;
    }

    Sequencer sequencer() {
        return sequencer;
    }

    Replies replies() {
        return replies;
    }

    RoomSight sight() {
        return new RoomSight(replica, service);
    }

    boolean isShared() {
        return service.engine().isShared();
    }

    boolean isMember(Member member) {
        return replica.member(member.client()) == member;
    }

    @Nullable
    PlainText peek(Frame text) {
        return service.decoder().peek(text);
    }

    String textOf(RawJson value) {
        return service.decoder().textOf(value);
    }

    void execute(Runnable task) {
        replica.execute(task);
    }

    /** Runs a task when this node has received the publication with an offset. */
    void whenAt(long offset, Runnable task) {
        replica.waiters().add(offset, task);
    }

    /** Runs a task after the time limit of the rules. */
    Clock.Timer schedule(Runnable task) {
        return service.clock().schedule(logic.timeoutMillis(), () -> replica.execute(task));
    }
}
