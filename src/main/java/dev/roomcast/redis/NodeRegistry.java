package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that share a Redis: sends the heartbeat of this node and tracks the others. A node is not admitted while
 * nodes of another version live, because these could not read its data. Heartbeats are answered one at a time. Thread:
 * any.
 */
final class NodeRegistry {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The number of successive heartbeat answers without a node after which it is dead. */
    private static final int MISSES = 2;

    /** The time limit of the last command to Redis. */
    private static final long LEAVE_MILLIS = 300;

    private final RedisEngine engine;
    private final RedisSettings settings;
    private final Clock clock;
    /** The entry of this node: {@code NODE VERSION SETTINGS NAME}. */
    private final String self;

    /** The nodes that own members, with the number of successive answers without them. */
    private final Map<String, Integer> others = new ConcurrentHashMap<>();
    /** The names of the nodes, interned because many members refer to them. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String rejection;
    private volatile @Nullable String otherVersions;
    private volatile @Nullable String difference;
    /** Whether Redis has answered a heartbeat before. */
    private boolean registered;
    /** The time at which the list of nodes is complete again after Redis lost it, on the node's clock. */
    private volatile long completeAt = Long.MIN_VALUE;
    /** Until this time on the node's clock, subscribed nodes count even if Redis does not list them yet. */
    private volatile long strictUntil = Long.MAX_VALUE;

    private volatile long answeredAt;
    /** Whether the node has left; guarded by this. */
    private boolean left;

    NodeRegistry(RedisEngine engine, RedisSettings settings, Clock clock) {
        this.engine = engine;
        this.settings = settings;
        this.clock = clock;
        this.self = engine.node() + ' ' + KeySpace.VERSION + ' ' + settings.rooms() + ' ' + settings.name();
    }

    /**
     * Sends the heartbeat, unless the node has left: otherwise other nodes would wait for its answers until its lease
     * ends.
     */
    synchronized void beat() {
        if (left) {
            return;
        }
        engine.run(new ScriptCall(engine.home(), Script.HEARTBEAT)
                .key(engine.keySpace().nodes().getBytes(UTF_8))
                .with(self)
                .with(settings.lease())
                .with(KeySpace.VERSION)
                .then(this::onHeartbeat, null));
    }

    private void onHeartbeat(Response reply) {
        Set<String> alive = new HashSet<>();
        Set<String> foreign = new TreeSet<>();
        Set<String> different = new TreeSet<>();
        for (Response each : reply.get(1)) {
            Entry entry = Entry.of(each.toString());
            alive.add(entry.node);
            if (entry.version != KeySpace.VERSION) {
                foreign.add(entry.label());
            } else if (!entry.settings.equals(settings.rooms())) {
                different.add(entry.label());
            }
        }
        compareSettings(different);
        if (reply.get(0).toInteger() < 0) {
            reject(foreign);
            return;
        }
        reportForeign(foreign);
        admit(reply.get(0).toInteger() == 1);
        markDead(alive);
    }

    private void compareSettings(Set<String> different) {
        for (String each : different) {
            if (reported.add(each)) {
                LOG.warnf("event=settings-differ node=%s hint=\"all nodes need the same room settings\"", each);
            }
        }
        difference = different.isEmpty() ? null : "other room settings at " + String.join(", ", different);
    }

    private void reportForeign(Set<String> foreign) {
        for (String each : foreign) {
            if (reported.add(each)) {
                LOG.warnf("event=other-version node=%s hint=\"this node shares no rooms with it\"", each);
            }
        }
        otherVersions = foreign.isEmpty()
                ? null
                : "nodes of another version, which share no rooms with this one, are running: "
                        + String.join(", ", foreign);
    }

    private void reject(Set<String> foreign) {
        if (rejection == null) {
            LOG.warnf(
                    "event=not-admitted node=%s version=%d others=\"%s\" hint=\"this node waits until these nodes with"
                            + " another version have stopped\"",
                    engine.node(), KeySpace.VERSION, String.join(", ", foreign));
        }
        boolean isNew = rejection == null;
        rejection = "nodes of another version are running: " + String.join(", ", foreign);
        otherVersions = null;
        if (isNew) {
            engine.connections().disconnectRooms();
        }
    }

    private void admit(boolean isNew) {
        long now = clock.monotonicMillis();
        if (isNew && registered) {
            completeAt = now + settings.lease();
            engine.connections().reloadRooms(); // Redis may have lost them along with the nodes
        }
        if (isNew || !registered) {
            strictUntil = now + settings.lease();
        }
        registered = true;
        answeredAt = now;
        if (rejection != null) {
            rejection = null;
            LOG.infof("event=admitted node=%s", engine.node());
            engine.connections().resubscribeRooms();
        }
    }

    private void markDead(Set<String> alive) {
        names.keySet().retainAll(union(alive, others.keySet()));
        for (String other : others.keySet()) {
            if (alive.contains(other)) {
                others.put(other, 0);
            } else if (others.merge(other, 1, Integer::sum) == MISSES) {
                LOG.warnf("event=node-dead node=%s", other);
                engine.dead().add(other);
            }
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    /** Removes this node at its stop, so that the others need not wait for the end of its lease. */
    void leave() {
        synchronized (this) {
            left = true;
        }
        if (!engine.home().isUp() || rejection != null) {
            return;
        }
        Request removal =
                Request.cmd(Command.ZREM).arg(engine.keySpace().nodes()).arg(self);
        try {
            engine.home()
                    .send(removal)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the other nodes notice the end of the lease
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins to track a node that owns a member.
     *
     * @return the name of the node, always the same object
     */
    String trackNode(String node) {
        String known = names.putIfAbsent(node, node);
        if (!node.equals(engine.node())) {
            others.putIfAbsent(node, 0);
        }
        return known == null ? node : known;
    }

    /** Ends the tracking of a dead node, which owns no member any more. */
    void untrack(String dead) {
        others.computeIfPresent(dead, (node, misses) -> misses >= MISSES ? null : misses);
    }

    boolean isDead(String node) {
        return others.getOrDefault(node, 0) >= MISSES;
    }

    /** Returns the reason why this node may not use the rooms; null: it may. */
    @Nullable
    String rejection() {
        return rejection;
    }

    boolean isRejected() {
        return rejection != null;
    }

    /** Returns a description of nodes of another version that started after this one was admitted; null: none. */
    @Nullable
    String otherVersions() {
        return otherVersions;
    }

    /** Returns a description of nodes with other settings; null: none. */
    @Nullable
    String difference() {
        return difference;
    }

    /** Returns the nodes in an answer of Redis. */
    static Set<String> nodes(Response entries) {
        Set<String> nodes = new HashSet<>();
        for (Response each : entries) {
            nodes.add(Entry.of(each.toString()).node);
        }
        return nodes;
    }

    /** Returns whether these nodes are certainly all live nodes. */
    boolean isComplete(Set<String> nodes) {
        long now = clock.monotonicMillis();
        return rejection == null
                && nodes.contains(engine.node())
                && now >= completeAt
                && now - answeredAt <= settings.lease();
    }

    /** Returns whether there may be subscribed nodes that Redis does not list yet. */
    boolean isStrict() {
        return clock.monotonicMillis() < strictUntil;
    }

    /** The entry of a node in Redis. Nodes before version 1 have only a name. */
    private record Entry(String node, int version, String settings, String name) {

        static Entry of(String text) {
            List<String> words = List.of(text.split(" "));
            return words.size() < 4
                    ? new Entry(text, 0, "-", "-")
                    : new Entry(words.get(0), Integer.parseInt(words.get(1)), words.get(2), words.get(3));
        }

        String label() {
            return name.equals("-") ? node : node + " (" + name + ")";
        }
    }
}
