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
 * Counts the connections of this node, of each address and of each user, and decides whether to admit a new one.
 * Thread: any.
 */
public final class ConnectionAdmission {

    private final Limits limits;
    private final Clock clock;
    private final HubCounters counters;
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> users = new ConcurrentHashMap<>();
    /** Counts the connections of a user on all nodes; null: this is the only node. */
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

    /** Returns whether the node has capacity for another connection. */
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

    /** Counts a connection until {@link #onDisconnect}. */
    void onConnect(HandshakeRequest request) {
        if (countsAddresses()) {
            addresses.merge(request.address(), 1, Integer::sum);
        }
        connections.incrementAndGet();
        counters.opened.increment();
    }

    /**
     * Checks a connection that is already counted.
     *
     * @return the reason to close the connection; null: it is admitted
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
            return Disconnect.of(CloseCode.SHUTDOWN);
        }
        if (countsAddresses() && !connects.admit(request.address(), clock.monotonicMillis())) {
            return Disconnect.of(CloseCode.TOO_MANY_REQUESTS);
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
     * Counts a connection of a user until {@link #onUserDisconnect}.
     *
     * @return whether the user is within the limit
     */
    boolean onUserConnect(String user) {
        int max = limits.connectionsPerUser();
        return max == 0 || users.merge(user, 1, Integer::sum) <= max;
    }

    /** Returns the number of a user's connections on this node. Thread: any. */
    int connectionsOf(String user) {
        return users.getOrDefault(user, 0);
    }

    /**
     * Applies the limit per user to the connections on all nodes.
     *
     * @param counter counts the connections of a user on all nodes, including this one; it fails unless all nodes
     *     answer
     */
    public void countUsersBy(Function<String, CompletionStage<Integer>> counter) {
        everywhere = counter;
    }

    /** Returns whether other nodes take part in the limit per user. */
    boolean isAskingOthers() {
        return limits.connectionsPerUser() > 0 && everywhere != null;
    }

    /**
     * Returns whether a user is within the limit on all nodes, including its counted new connection. Also admits
     * the user if a node does not answer.
     */
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
     * @return the delay before this client's reconnect, in milliseconds
     */
    long spread(int seed) {
        return 1 + Math.floorMod(seed, Disconnect.spread(connections.get()));
    }

    /** Reverses {@link #onUserConnect}. */
    void onUserDisconnect(String user) {
        if (limits.connectionsPerUser() > 0) {
            users.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
