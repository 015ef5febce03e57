package dev.roomcast.room;

import dev.roomcast.concurrent.SerialExecutor;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a room on this node: order, history, and the members of all nodes. Only the room's engine changes it; members
 * of this node are notified in the same task. Thread: the room's serial executor.
 */
public final class Replica {

    private final String name;
    private final RoomType type;
    private final RoomService service;
    private final SerialExecutor executor;
    private final Membership membership;
    private final OffsetWaiters waiters = new OffsetWaiters(this);
    private final Publisher publisher;
    private final Runnable changed;
    private FrameRoom frameRoom;

    /** After the release, changes are not counted. */
    private boolean released;

    Replica(String name, RoomType type, RoomService service, Broadcaster broadcaster, Runnable changed) {
        this.name = name;
        this.type = type;
        this.service = service;
        this.executor = service.newExecutor(this::onTaskFailed);
        this.membership = new Membership(name, type, service, broadcaster);
        this.publisher = new Publisher(name, type, service, broadcaster, membership, waiters);
        this.changed = changed;
    }

    public String name() {
        return name;
    }

    public RoomType type() {
        return type;
    }

    /**
     * Runs a change that no request of this node caused, on the room's serial executor. Does nothing after the room was
     * released. Thread: any.
     */
    public void apply(Runnable change) {
        executor.execute(() -> {
            if (!released) {
                change.run();
                changed.run();
            }
        });
    }

    /** Reports the error of a task, and completes what the task may have left undone, above all the timers. */
    private void onTaskFailed(Throwable error) {
        try {
            failed(error);
        } finally {
            if (game() != null && game().frames() != null) {
                game().frames().onTaskFailed();
            }
            if (!released) {
                changed.run();
            }
        }
    }

    /** Reports an error that must not affect other operations of the room. */
    public void failed(Throwable error) {
        service.failed(error);
    }

    <T> CompletionStage<T> submit(Supplier<T> task) {
        return executor.submit(task);
    }

    /** Runs a task on the room's serial executor. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Returns the member with a client id; null: none. */
    public @Nullable Member member(String client) {
        return index().ofClient(client);
    }

    /** Returns the game-related part of the room; null: none. */
    public @Nullable GameRoom game() {
        return membership.game().get();
    }

    /** Returns whether the room may be in the list of rooms. Thread: any. */
    boolean mayBeListed() {
        GameRoom game = game();
        return game != null && game.state().isListed();
    }

    /** Returns the entry in the list of rooms; null: the room is not listed. */
    MatchFrames.@Nullable ListedRoom listing() {
        return game() == null ? null : game().listing(name, index().isFull());
    }

    /** Returns whether a game left state for later members. */
    boolean keepsGame() {
        return game() != null && !game().isBlank();
    }

    /** Returns whether the room has a player or watcher, or a game left state for later members. */
    boolean showsGame() {
        return keepsGame() || membership.game().hostView() != null;
    }

    /** Returns the game-related part of the room, and creates it at the first call. */
    public GameRoom beginGame() {
        return membership.game().begin();
    }

    /**
     * Returns the frame sync of the room, and creates it at the first call.
     *
     * @return the frame sync; null: the server has none
     */
    public @Nullable FrameSync beginFrames() {
        GameRoom game = beginGame();
        if (game.frames() == null) {
            game.frames(service.newFrames(frameRoom));
        }
        return game.frames();
    }

    /** Sets the view that frame sync has of the room. */
    void frameRoom(FrameRoom room) {
        frameRoom = room;
    }

    /**
     * Sets the host. Members are notified with the change that caused it, later in the same task.
     *
     * @param next the host; null: the room has no player
     */
    public void host(@Nullable Member next) {
        membership.game().host(next);
    }

    /** Notifies members of the host after a change that sends no other presence. */
    public void notifyHost() {
        membership.notifyHost();
    }

    /** Returns whether the memory of this node allows the shared state of a room to grow. */
    public boolean holdsMoreState() {
        return service.state().holds(1);
    }

    /**
     * Schedules another call of {@link Sequencer#replaceHost}.
     *
     * @param millis the minimum delay, in milliseconds
     */
    public void postponeHost(long millis) {
        beginGame().postponeHost(service.clock().monotonicMillis() + millis);
    }

    /** Returns the members on all nodes. */
    public List<Member> members() {
        return List.copyOf(index().all());
    }

    /** Returns whether this node owns a member. */
    public boolean ownsMembers() {
        return membership.ownsMembers();
    }

    /** Closes the connection of a member on this node, because another connection replaced it. */
    public void detachConnection(Member member, Disconnect disconnect) {
        membership.detach(member, disconnect);
    }

    /** Disconnects the members of this node, which has lost the room's position; they receive it after a reconnect. */
    public void onLost() {
        membership.detachAll();
    }

    /** Runs changes of members and host, and notifies members of all of them in one presence frame. */
    public void gatherPresence(Runnable changes) {
        membership.gatherPresence(changes);
    }

    /** Removes a member that the engine no longer knows. */
    public void onLost(Member member) {
        membership.remove(member, "timeout", service.reconnectLater(member));
    }

    /**
     * Schedules another call of {@link Sequencer#expire} for the member.
     *
     * @param millis the minimum delay, in milliseconds
     */
    public void postpone(Member member, long millis) {
        member.awayUntil = service.clock().monotonicMillis() + millis;
    }

    /** Releases the room on this node; it continues on other nodes. */
    void release() {
        publisher.evictHistory();
        membership.release();
        released = true;
    }

    Membership membership() {
        return membership;
    }

    MemberIndex index() {
        return membership.index();
    }

    /** Returns the publisher of the room. */
    public Publisher publisher() {
        return publisher;
    }

    OffsetWaiters waiters() {
        return waiters;
    }

    PublicationLog log() {
        return publisher.log();
    }

    /** Starts a new epoch without history. */
    public void applyReset(String epoch, long offset) {
        log().begin(epoch, offset);
        if (game() != null) {
            game().onEpoch();
        }
        waiters.onPosition();
        publisher.countHistoryBytes();
    }

    /** Closes the room: removes all members and starts a new epoch. */
    public void applyEnd(String epoch) {
        membership.clear();
        applyReset(epoch, 0);
    }

    /** Returns the current epoch of the room. */
    public String epoch() {
        return log().position().epoch();
    }

    /** Returns the offset of the next publication. */
    public long next() {
        return log().next();
    }

    /**
     * Adds a new member.
     *
     * @param request the request of its connection; null: the connection is on another node
     */
    public void applyJoin(Member member, @Nullable JoinRequest request) {
        answer(request, () -> membership.join(member, request));
    }

    /**
     * Attaches another connection to a member.
     *
     * @param info the new info; null: unchanged
     */
    public void applyResume(Member member, @Nullable RawJson info, @Nullable JoinRequest request) {
        answer(request, () -> membership.resume(member, info, request));
    }

    /** Runs the change that answers a request; if the change fails, the connection of the request is closed. */
    private static void answer(@Nullable JoinRequest request, Runnable change) {
        try {
            change.run();
        } catch (Throwable e) {
            if (request != null && !request.isSettled()) {
                request.onRefused(CloseCode.INSUFFICIENT_STATE);
            }
            throw e;
        }
    }

    /** Corrects the state of a member that was wrongly considered away. */
    public void applyOnline(Member member) {
        membership.markOnline(member);
    }

    /**
     * Marks a member as away.
     *
     * @param linger the linger time from now, in milliseconds
     * @param owned whether this node owns the member from now on
     */
    public void applyAway(Member member, long linger, boolean owned) {
        membership.away(member, linger, owned);
    }

    /** Makes this node the owner of a member whose owner node is dead. */
    public void takeOwnership(Member member) {
        membership.takeOwnership(member);
    }

    /** @param disconnect the reason to close its connection, if it is open on this node */
    public void applyLeave(Member member, String reason, Disconnect disconnect) {
        membership.remove(member, reason, disconnect);
    }

    public void applyInfo(Member member, RawJson info) {
        membership.info(member, info);
    }

    /**
     * Replaces the game with the engine's version.
     *
     * @param state the shared state by key
     * @param host the host; null: none
     */
    public void restoreGame(Map<String, RawJson> state, @Nullable Member host) {
        if (game() != null || host != null || !state.isEmpty()) {
            beginGame().state().replace(state);
            host(host);
        }
    }
}
