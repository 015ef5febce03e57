package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.room.Audience;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Limits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** This node: its event loops, and how many connections it has and lets in. */
public final class Hub {

    /** How long one who sent too much is asked to stay away, in milliseconds. */
    static final long STAY_AWAY = 1000;

    private final Limits limits;
    private final Codec codec;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private final Authenticator authenticator;
    private final Screen screen;
    private final Consumer<Throwable> failed;
    private final Traffic traffic = new Traffic();

    private final ConcurrentMap<Executor, Loop> loops = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> users = new ConcurrentHashMap<>();
    private final Throttle connects;
    private final AtomicInteger connections = new AtomicInteger();
    /** Said and not written yet, in bytes, over all loops. */
    private final AtomicLong backlog = new AtomicLong();

    private volatile boolean draining;

    /**
     * @param authenticator finds out who somebody is
     * @param screen looks at what people write
     * @param failed told of errors that are ours; nothing else is lost with them
     */
    public Hub(
            Limits limits,
            Codec codec,
            Heartbeats heartbeats,
            Clock clock,
            Authenticator authenticator,
            Screen screen,
            Consumer<Throwable> failed) {
        this.limits = limits;
        this.codec = codec;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.authenticator = authenticator;
        this.screen = screen;
        this.connects = new Throttle(limits.connectsPerAddress());
        this.failed = failed;
    }

    /** An audience for a new room. */
    public Audience newAudience() {
        return new Fanout(this);
    }

    /**
     * A new connection, which is not open yet.
     *
     * @param echo whether it gets its own messages where it does not say
     */
    public Connection connection(Ticket ticket, Transport transport, boolean echo) {
        return new Connection(this, ticket, transport, ticket.echo() == null ? echo : ticket.echo());
    }

    /** Whether another connection may come at all. */
    public boolean hasPlace() {
        return !draining && (limits.connections() == 0 || connections.get() < limits.connections());
    }

    public int connections() {
        return connections.get();
    }

    /** From now on no connection is let in. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public Traffic traffic() {
        return traffic;
    }

    /** Whether it must be known who somebody is. */
    public boolean asksWho() {
        return authenticator.isAsking();
    }

    /** Whether it matters where connections come from. */
    public boolean countsAddresses() {
        return limits.connectionsPerAddress() > 0 || limits.connectsPerAddress() > 0;
    }

    /** Counts a connection. @return how it is to be closed, or null: it may stay */
    Goodbye arrived(Ticket ticket) {
        int now = connections.incrementAndGet();
        traffic.opened.increment();
        int perAddress = limits.connectionsPerAddress();
        int same = !countsAddresses() ? 0 : addresses.merge(ticket.address(), 1, Integer::sum);
        if (ticket.refusal() != null) {
            return ticket.refusal();
        }
        boolean tooMany = limits.connections() > 0 && now > limits.connections() || perAddress > 0 && same > perAddress;
        if (draining) {
            return Goodbye.of(CloseCode.SHUTDOWN, STAY_AWAY);
        }
        if (countsAddresses() && !connects.admit(ticket.address(), clock.now())) {
            return Goodbye.of(CloseCode.TOO_MANY_REQUESTS, STAY_AWAY);
        }
        return tooMany ? Goodbye.of(CloseCode.TOO_MANY_CONNECTIONS) : null;
    }

    void departed(Ticket ticket) {
        connections.decrementAndGet();
        if (countsAddresses()) {
            addresses.computeIfPresent(ticket.address(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** A connection turned out to be this user's. @return whether that one may have another */
    boolean entered(String user) {
        int most = limits.connectionsPerUser();
        return most == 0 || users.merge(user, 1, Integer::sum) <= most;
    }

    /** Takes back {@link #entered}. */
    void left(String user) {
        if (limits.connectionsPerUser() > 0) {
            users.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Closes every connection of a user, whatever its room. @return how many it were */
    public CompletionStage<Integer> disconnect(String user) {
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (Loop loop : loops.values()) {
            count = count.thenCombine(loop.disconnect(user), Integer::sum);
        }
        return count;
    }

    Loop loop(Executor executor) {
        return loops.computeIfAbsent(executor, each -> new Loop(this, each));
    }

    /** The same task, which kills nobody if it fails. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                failed.accept(e);
            }
        };
    }

    void failed(Throwable error) {
        failed.accept(error);
    }

    void waiting(int bytes) {
        backlog.addAndGet(bytes);
    }

    /** Whether more waits inside the node than it should. */
    public boolean isCongested() {
        return backlog.get() > limits.backlogBytes();
    }

    void received(int bytes) {
        traffic.received.increment();
        traffic.receivedBytes.add(bytes);
    }

    void delivered(long frames, long bytes) {
        traffic.delivered.add(frames);
        traffic.deliveredBytes.add(bytes);
    }

    /** A pass of a loop took so long, in milliseconds. */
    void passed(long millis) {
        traffic.passes.increment();
        traffic.passMillis.add(millis);
    }

    /** What is said and not written yet, in bytes. */
    public long backlogBytes() {
        return backlog.get();
    }

    /** What waited for members to read it when the loops looked last, in bytes. */
    public long outboxBytes() {
        return loops.values().stream().mapToLong(Loop::outboxBytes).sum();
    }

    /** How much later than planned a loop came to do what it does once a second, in milliseconds; the worst loop. */
    public long loopLag() {
        return loops.values().stream().mapToLong(Loop::lag).max().orElse(0);
    }

    void dropped() {
        traffic.dropped.increment();
    }

    /** How often connections are looked after, in milliseconds. */
    long sweepInterval() {
        return Math.max(20, Math.min(1000, limits.ping() / 5));
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Screen screen() {
        return screen;
    }

    Limits limits() {
        return limits;
    }

    Codec codec() {
        return codec;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Clock clock() {
        return clock;
    }
}
