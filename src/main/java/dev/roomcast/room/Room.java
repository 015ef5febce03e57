package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One room: its members and the order of their publications. Public methods submit a task to the room's serial executor,
 * which runs all tasks of the room in the order of the calls. Thread: any.
 */
public final class Room {

    private final RoomService service;
    private final Replies replies;
    private final Replica replica;
    private final Sequencer sequencer;
    private final Membership membership;
    private final PublicationLog log;
    private final WelcomeFrames welcomes;
    private final RoomAnswers requests;
    private final GameRequests games;
    private final RoomControl control;
    private final JoinQueue joins;
    private final RoomLifetime lifetime;
    private final PublicationAdmission admission;
    private final RuledRoom ruled;

    Room(String name, RoomType type, RoomService service, Broadcaster broadcaster) {
        this.service = service;
        this.replies = new Replies(broadcaster, service.counters(), service.answers());
        this.replica = new Replica(name, type, service, broadcaster, this::changed);
        this.membership = replica.membership();
        this.log = replica.log();
        AnswerPublications publications = new AnswerPublications(service, replica);
        this.welcomes = new WelcomeFrames(service, replica, publications);
        this.requests = new RoomAnswers(service, replica, replies, publications);
        this.admission = new PublicationAdmission(
                type, service.clock(), replies, service.engine().isShared() ? () -> membership.ownShare() : null);
        this.games = new GameRequests(service, replica, replies, admission);
        this.sequencer = service.engine().open(replica);
        replica.frameRoom(new FrameRoom(service, replica, replies, broadcaster, sequencer, admission));
        this.ruled = RuledRoom.of(this, service, replica, sequencer, replies, games, admission);
        this.joins = new JoinQueue(this, service, sequencer, welcomes, ruled);
        this.lifetime = new RoomLifetime(this, service, replica, sequencer, joins);
        this.control = new RoomControl(replica, sequencer, games, lifetime);
        sequencer.open();
    }

    public String name() {
        return replica.name();
    }

    public RoomType type() {
        return replica.type();
    }

    /** Returns the part that has rules of the application; null: none. */
    public @Nullable RuledRoom ruled() {
        return ruled;
    }

    /** Returns the lifetime of the room, which counts its holds and decides when it is disposed of. */
    RoomLifetime lifetime() {
        return lifetime;
    }

    /** Releases one hold, after all tasks queued by the caller have run. */
    public void release() {
        lifetime.release();
    }

    /** Returns when the room was last used, by the monotonic clock, in milliseconds. Thread: any. */
    long usedAt() {
        return replica.publisher().usedAt();
    }

    /** Makes a level 0 connection a member. */
    public void join(Subscriber subscriber) {
        connect(subscriber, null);
    }

    /** Makes a level 1 connection a member, or resumes its earlier membership. */
    public void connect(Subscriber subscriber, Command.@Nullable Connect command) {
        execute(subscriber, () -> joins.connect(new JoinRequest(this, subscriber, command)));
    }

    /** Returns the bound of a connection's queued commands until it is a member, in bytes. */
    long maxHeldBytes() {
        return service.limits().outboxBytes();
    }

    LargeAnswers answersMemory() {
        return service.answers();
    }

    /** Runs a task for a connection; if the task fails, only that connection is closed. */
    void execute(Subscriber subscriber, Runnable task) {
        replica.execute(() -> guard(subscriber, task));
    }

    /** Runs a task for a connection at once; if the task fails, that connection is closed. */
    static void guard(Subscriber subscriber, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            subscriber.disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
            throw e;
        }
    }

    void onJoinSettled(JoinRequest request) {
        joins.settled(request);
    }

    /** Sends the welcome at level 1, and the newest publications at level 0. */
    void welcome(JoinRequest request, Member member, boolean resumed) {
        if (request.isPlain()) {
            welcomes.newest(member).forEach(frame -> replies.send(request.subscriber(), frame));
        } else {
            lifetime.onPositionTold();
            replies.reply(request.subscriber(), welcomes.welcome(member, resumed, request.command()));
            if (resumed) {
                service.matching().onResumed(matchRoom(), member);
            }
        }
    }

    /** Runs a member's command, or queues it until the connection is a member. */
    void perform(Subscriber subscriber, Command command, Runnable task) {
        perform(subscriber, command.retainedBytes(), task);
    }

    void perform(Subscriber subscriber, int bytes, Runnable task) {
        execute(subscriber, () -> {
            if (subscriber.member() != null) {
                task.run();
            } else {
                JoinRequest request = joins.of(subscriber);
                if (request != null) {
                    request.defer(task, bytes);
                }
            }
        });
    }

    // Handles the end of a connection.
    //
    // @param silent whether the server closed it after too long without input
    public void onClosed(Subscriber subscriber, boolean silent) {
        replica.execute(() -> {
            JoinRequest request = joins.of(subscriber);
            if (request != null) {
                request.onClosed();
            }
            Member member = subscriber.member();
            if (member != null) {
                membership.detach(member, null);
                onConnectionLost(member, subscriber.isPlain(), subscriber.isPlain() && !silent ? "left" : "timeout");
                lifetime.scheduleWake();
            }
        });
    }

    /** Marks the member as away, or removes it with {@code reason} if it cannot return. */
    void onConnectionLost(Member member, boolean plain, String reason) {
        if (plain || type().linger() == 0) {
            sequencer.leave(member, reason, null);
        } else {
            sequencer.away(member);
            evictAway();
        }
    }

    /** Removes the members with the longest absence while too many are away. */
    private void evictAway() {
        MemberIndex index = membership.index();
        if (index.tooManyAway() && index.longestAway().isOwned()) {
            sequencer.leave(index.longestAway(), "timeout", null);
        }
        service.eviction().evictAway();
    }

    /** Updates timers and memory after a change that no request of this node caused. */
    private void changed() {
        evictAway();
        lifetime.disposeIfIdle();
        lifetime.scheduleWake();
    }

    /** Removes a member at its own request and closes its connection. */
    public void leave(Subscriber subscriber) {
        perform(subscriber, Command.OVERHEAD_BYTES, () -> {
            Member member = subscriber.member();
            subscriber.member(null); // later messages of the connection are ignored
            sequencer.leave(member, "left", Disconnect.requested());
            lifetime.scheduleWake();
        });
    }

    public void publish(Subscriber subscriber, Frame text) {
        perform(subscriber, retainedBytes(text), () -> publishFrame(subscriber, text));
    }

    /** Broadcasts a member's binary message, which has no offset. */
    public void publishBinary(Subscriber subscriber, Frame binary) {
        perform(subscriber, retainedBytes(binary), () -> publishFrame(subscriber, binary));
    }

    private static int retainedBytes(Frame frame) {
        return Command.OVERHEAD_BYTES + frame.length();
    }

    private void publishFrame(Subscriber subscriber, Frame frame) {
        if (admission.admits(subscriber, frame.payloadLength())) {
            sequencer.publish(new PendingPublication(subscriber, subscriber.member(), frame, null, replies));
        }
    }

    /** Publishes for a level 1 member. A publication with a remembered id is only acknowledged again. */
    public void publish(Subscriber subscriber, Command.Publish command) {
        perform(subscriber, command, () -> {
            try {
                StateUpdate update = games.update(subscriber.member(), command, subscriber.rights());
                publish(new PendingPublication(subscriber, subscriber.member(), null, command, update, replies));
            } catch (BadFrameException e) {
                subscriber.badRequest(e);
            }
        });
    }

    private void publish(PendingPublication publication) {
        long offset = publication.member().offsetOf(publication.id());
        if (offset >= 0) {
            publication.accepted(offset);
        } else if (admission.admits(publication.subscriber(), publication.command())) {
            sequencer.publish(publication);
        }
    }

    public void history(Subscriber subscriber, Command.History command) {
        perform(
                subscriber,
                command,
                () -> replies.question(
                        subscriber, command.id(), log.bytes(), () -> requests.history(subscriber, command)));
    }

    /** Returns a part of the history. Thread: the room's serial executor. */
    HistoryPage history(Command.History command) {
        return requests.history(command);
    }

    public void members(Subscriber subscriber, long id) {
        perform(
                subscriber,
                Command.OVERHEAD_BYTES,
                () -> replies.question(subscriber, id, welcomes.memberBytes(), () -> requests.members(subscriber, id)));
    }

    public void host(Subscriber subscriber, Command.Host command) {
        perform(subscriber, command, () -> games.host(sequencer, subscriber, command));
    }

    public void kick(Subscriber subscriber, Command.Kick command) {
        perform(subscriber, command, () -> {
            games.kick(sequencer, subscriber, command);
            lifetime.scheduleWake();
        });
    }

    /** Handles a member's request about the room's run, rooms or matches. */
    public void request(Subscriber subscriber, Command command) {
        perform(subscriber, command, () -> games.request(subscriber, command));
    }

    /** Returns the matchmaking view of the room. */
    MatchRoom matchRoom() {
        return games.matchRoom();
    }

    public void info(Subscriber subscriber, Command.Info command) {
        perform(subscriber, command, () -> {
            if (admission.admits(subscriber, command, command.info().length())) {
                requests.info(sequencer, subscriber, command);
                lifetime.scheduleWake();
            }
        });
    }

    /** Runs a task on the room's serial executor. */
    <T> CompletionStage<T> submit(Supplier<T> task) {
        return replica.submit(task);
    }

    /** Runs a task once this node knows the room; see {@link Sequencer#answerWhenKnown}. */
    <T> CompletionStage<T> submitWhenKnown(Supplier<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        replica.execute(() -> sequencer.answerWhenKnown(task, answer));
        return answer;
    }

    /** Returns the operations for operators. Thread: the room's serial executor. */
    RoomControl control() {
        return control;
    }

    /** Serializes the room; see {@link RoomArchive}. */
    byte[] save() {
        try {
            return ArchivedRoom.save(replica, service.decoder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the longest away member went away; {@link Long#MAX_VALUE}: none is away. Thread: any. */
    long oldestAway() {
        return membership.oldestAway();
    }
}
