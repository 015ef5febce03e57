package dev.roomcast.hub;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.FixedWindowLimiter;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Limits;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of this node, of each address and of each user, and decides whether a new one may stay.
 * Thread: any.
 */
public final class ConnectionAdmission {

    private final Limits limits;
    private final Clock clock;
    private final HubCounters counters;
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> users = new ConcurrentHashMap<>();
    /** Null: this node is the only one. */
    private volatile @Nullable Function<String, CompletionStage<Integer>> everywhere;

    private final FixedWindowLimiter connects;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean draining;

    ConnectionAdmission(Limits limits, Clock clock, HubCounters counters) {
        this.limits = limits;
        this.clock = clock;
        this.counters = counters;
        this.connects = new FixedWindowLimiter(limits.connectsPerAddress());
    }

    /** Returns whether the node accepts another connection at all. */
    public boolean hasCapacity() {
        return !draining && (limits.connections() == 0 || connections.get() < limits.connections());
    }

    public int connections() {
        return connections.get();
    }

    /** Refuses every new connection from now on. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** Returns whether a limit per address is set. */
    public boolean countsAddresses() {
        return limits.connectionsPerAddress() > 0 || limits.connectsPerAddress() > 0;
    }

    /** Counts a connection; {@link #onDisconnect} takes it back. */
    void onConnect(HandshakeRequest request) {
        if (countsAddresses()) {
            addresses.merge(request.address(), 1, Integer::sum);
        }
        connections.incrementAndGet();
        counters.opened.increment();
    }

    /**
     * Checks a connection that is counted already.
     *
     * @return how the connection is closed; null: it may stay
     */
    @Nullable
    Disconnect refusal(HandshakeRequest request) {
        if (request.refusal() != null) {
            return request.refusal();
        }
        int perAddress = limits.connectionsPerAddress();
        boolean tooMany = limits.connections() > 0 && connections.get() > limits.connections()
                || perAddress > 0 && addresses.getOrDefault(request.address(), 0) > perAddress;
        if (draining) {
            return Disconnect.of(CloseCode.SHUTDOWN, Hub.STAY_AWAY);
        }
        if (countsAddresses() && !connects.admit(request.address(), clock.monotonicMillis())) {
            return Disconnect.of(CloseCode.TOO_MANY_REQUESTS, Hub.STAY_AWAY);
        }
        return tooMany ? Disconnect.of(CloseCode.TOO_MANY_CONNECTIONS) : null;
    }

    void onDisconnect(HandshakeRequest request) {
        connections.decrementAndGet();
        if (countsAddresses()) {
            addresses.computeIfPresent(request.address(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * Counts a connection of a user; {@link #onUserDisconnect} takes it back.
     *
     * @return whether the user may have that many connections
     */
    boolean onUserConnect(String user) {
        int max = limits.connectionsPerUser();
        return max == 0 || users.merge(user, 1, Integer::sum) <= max;
    }

    /** Returns how many connections of a user are counted on this node. Thread: any. */
    int connectionsOf(String user) {
        return users.getOrDefault(user, 0);
    }

    /**
     * Has the bound of connections of a user hold over all nodes.
     *
     * @param counter counts the connections of a user on all nodes, this one included; it fails where not all answer
     */
    public void countUsersBy(Function<String, CompletionStage<Integer>> counter) {
        everywhere = counter;
    }

    /** Returns whether other nodes are asked for the connections of a user. */
    boolean isAskingOthers() {
        return limits.connectionsPerUser() > 0 && everywhere != null;
    }

    /** Returns whether a user whose new connection is counted here may have it. Where not all nodes answer, it may. */
    CompletionStage<Boolean> admitsEverywhere(String user) {
        return everywhere
                .apply(user)
                .thenApply(count -> count <= limits.connectionsPerUser())
                .exceptionally(failure -> true);
    }

    /**
     * Spreads the reconnects of all clients over time.
     *
     * @param seed any number, for example an identity hash
     * @return the delay that one client is asked to wait, in milliseconds
     */
    long spread(int seed) {
        return 1 + Math.floorMod(seed, Disconnect.spread(connections.get()));
    }

    /** Takes back {@link #onUserConnect}. */
    void onUserDisconnect(String user) {
        if (limits.connectionsPerUser() > 0) {
            users.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
