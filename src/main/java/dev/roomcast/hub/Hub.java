package dev.roomcast.hub;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanList;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.room.Broadcaster;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Limits;
import dev.roomcast.room.Member;
import dev.roomcast.room.UserConnections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of this node: event loops, backlog and admission. Thread: any. */
public final class Hub implements UserConnections {

    private final Limits limits;
    private final CommandDecoder decoder;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private final Authenticator authenticator;
    private final Moderator moderator;
    private final Consumer<Throwable> failed;
    private final BanList bans;
    private volatile ConnectGate gate = ConnectGate.OPEN;
    private final HubCounters counters = new HubCounters();

    private final ConcurrentMap<Executor, LoopDispatcher> loops = new ConcurrentHashMap<>();
    /** A copy of all loops, for iteration after each delivery. */
    private volatile LoopDispatcher[] allLoops = {};

    private final ConnectionAdmission admission;
    /** Bytes on all loops that are published but not yet written. */
    private final AtomicLong backlog = new AtomicLong();

    private final MemoryPart input;

    /**
     * @param authenticator verifies identities
     * @param moderator checks content
     * @param failed receives errors of this node, which affect no other connection
     */
    public Hub(
            Limits limits,
            CommandDecoder decoder,
            Heartbeats heartbeats,
            Clock clock,
            Authenticator authenticator,
            Moderator moderator,
            Consumer<Throwable> failed) {
        this.limits = limits;
        this.decoder = decoder;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.authenticator = authenticator;
        this.moderator = moderator;
        this.admission = new ConnectionAdmission(limits, clock, counters);
        this.failed = failed;
        this.bans = new BanList(clock);
        this.input = new MemoryPart(limits.memory().inputBytes());
    }

    /** Creates the broadcaster of a new room. */
    public Broadcaster newBroadcaster() {
        return new Fanout(this);
    }

    /**
     * Creates a connection that is not open yet.
     *
     * @param echo whether it receives its own messages by default
     */
    public Connection connection(HandshakeRequest request, Transport transport, boolean echo) {
        return new Connection(this, request, transport, request.echo() == null ? echo : request.echo());
    }

    /** Returns the connection limits and counts of this node. */
    public ConnectionAdmission admission() {
        return admission;
    }

    public HubCounters counters() {
        return counters;
    }

    /** Returns whether clients must prove their identity. */
    public boolean requiresLogin() {
        return authenticator.isAsking();
    }

    /**
     * Closes every connection of a user, in all rooms.
     *
     * @return the number of closed connections
     */
    @Override
    public CompletionStage<Integer> disconnect(String user) {
        return close(each -> user.equals(each.user()), Disconnect.of(CloseCode.CLOSED_BY_OPERATOR));
    }

    @Override
    public CompletionStage<Integer> send(String user, Frame frame) {
        boolean isProtocol = frame.payloadText().startsWith("{\"method\":\"$");
        Predicate<Connection> gets = each -> isMember(each, user) && !(isProtocol && each.isPlain());
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (LoopDispatcher loop : loops.values()) {
            count = count.thenCombine(loop.connections().forEach(gets, each -> each.send(frame)), Integer::sum);
        }
        return count;
    }

    @Override
    public int connections(String user) {
        return admission.connectionsOf(user);
    }

    private static boolean isMember(Connection connection, String user) {
        Member member = connection.member();
        return member != null && member.user().equals(user);
    }

    /**
     * Closes connections.
     *
     * @param which evaluated on the connection's event loop
     * @return the number of closed connections
     */
    CompletionStage<Integer> close(Predicate<Connection> which, Disconnect how) {
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (LoopDispatcher loop : loops.values()) {
            count = count.thenCombine(loop.connections().forEach(which, each -> each.close(how)), Integer::sum);
        }
        return count;
    }

    /** Sets the gate that decides before a connection enters its room. */
    public void setConnectGate(ConnectGate asked) {
        gate = asked;
    }

    /** Returns the gate that decides before a connection enters its room. */
    public ConnectGate gate() {
        return gate;
    }

    /** Returns the bans and the token revocations. */
    public BanList bans() {
        return bans;
    }

    /**
     * Checks the bans for a connection.
     *
     * @param user null: not known yet
     * @param identity null: not proven
     * @return the reason to close the connection; null: no ban applies
     */
    @Nullable
    Disconnect banOf(@Nullable String user, String room, @Nullable Identity identity) {
        Ban ban = bans.of(user, room);
        if (ban != null) {
            return BanEnforcer.disconnect(ban);
        }
        boolean isRevoked = identity != null && bans.isRevoked(identity.user(), identity.issued());
        return isRevoked ? BanEnforcer.REVOKED : null;
    }

    LoopDispatcher loop(Executor executor) {
        LoopDispatcher loop = loops.get(executor);
        if (loop == null) {
            loop = loops.computeIfAbsent(executor, each -> new LoopDispatcher(this, each));
            allLoops = loops.values().toArray(LoopDispatcher[]::new);
        }
        return loop;
    }

    /** Wraps a task so that an exception is reported and the event loop survives. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                failed(e);
            }
        };
    }

    /** Reports an error of this node; throws nothing. */
    void failed(Throwable error) {
        try {
            failed.accept(error);
        } catch (Throwable e) {
            // The report itself may run out of memory; the node continues.
        }
    }

    void addBacklog(long bytes) {
        backlog.addAndGet(bytes);
    }

    /** Returns whether the backlog exceeds its limit. */
    public boolean isCongested() {
        return backlog.get() > limits.backlogBytes();
    }

    /** Resumes reading on the other loops, after this loop has reduced the backlog below its limit. */
    void resumeOthers(LoopDispatcher loop) {
        LoopDispatcher[] all = allLoops;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != loop && all[i].connections().hasPaused()) {
                all[i].connections().resumeLater();
            }
        }
    }

    /** Returns the memory of input: unfinished, held and moderated messages. */
    public MemoryPart input() {
        return input;
    }

    /** Schedules on all loops the closing of the connections that hold the most input for the longest time. */
    void closeLargestInputs() {
        for (LoopDispatcher loop : allLoops) {
            loop.connections().closeLargestInputsLater();
        }
    }

    void countReceived(int bytes) {
        counters.received.increment();
        counters.receivedBytes.add(bytes);
    }

    void countDelivered(long frames, long bytes) {
        counters.delivered.add(frames);
        counters.deliveredBytes.add(bytes);
    }

    /** Counts a sampled delivery pass with its duration in milliseconds. */
    void countPass(long millis) {
        counters.passes.increment();
        counters.passMillis.add(millis);
    }

    /** Returns the bytes published but not yet written to sockets. */
    public long backlogBytes() {
        return backlog.get();
    }

    /** Returns the bytes in all outboxes at the last sweep. */
    public long outboxBytes() {
        return loops.values().stream()
                .mapToLong(loop -> loop.connections().outboxBytes())
                .sum();
    }

    /** Returns the delay of the last sweep on the slowest loop, in milliseconds. */
    public long loopLag() {
        return loops.values().stream()
                .mapToLong(loop -> loop.connections().lagMillis())
                .max()
                .orElse(0);
    }

    void countDropped() {
        counters.dropped.increment();
    }

    /** Returns the interval of sweeps, in milliseconds. */
    long sweepInterval() {
        return Math.max(20, Math.min(1000, limits.ping() / 5));
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Moderator moderator() {
        return moderator;
    }

    Limits limits() {
        return limits;
    }

    CommandDecoder decoder() {
        return decoder;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Clock clock() {
        return clock;
    }
}
