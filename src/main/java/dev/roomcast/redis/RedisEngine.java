package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.InFlightBudget;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.redis.client.Connector;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shares rooms among many nodes through Redis. Each node sends a heartbeat. The members of a node without a heartbeat
 * are away, as if each had lost its connection.
 *
 * <p>Thread: any.
 */
public final class RedisEngine implements Engine {

    private final RedisSettings settings;
    private final Ids names;
    private final Clock clock;
    private final KeySpace keySpace;
    /** The id of this node, new at each start. */
    private final String node;

    private final byte[] epochPrefix;
    private final String server;

    private final RedisCounters counters;
    /** Bounds the operations that wait for Redis. */
    private final InFlightBudget waitBudget;
    /** Bounds the events that wait for the load of their rooms. */
    private final InFlightBudget early;

    private final RedisConnections connections;
    private final RedisRooms operations;
    private final NodeRegistry registry;
    private final DeadNodes dead;
    private final EventLog logs;

    private volatile boolean stopped;

    /**
     * @param counters receives the counts of this engine
     * @param failed receives errors of this node
     */
    public RedisEngine(
            RedisSettings settings,
            Vertx vertx,
            Ids names,
            Clock clock,
            RedisCounters counters,
            Consumer<Throwable> failed) {
        this.counters = counters;
        this.settings = settings;
        this.names = names;
        this.clock = clock;
        this.node = names.epoch() + names.epoch();
        this.epochPrefix = names.epoch().getBytes(UTF_8);
        this.server = RoomScripts.SERVER + node;
        this.keySpace = new KeySpace(settings.prefix(), settings.address().database());
        this.waitBudget = settings.waitBudget();
        this.early = settings.waitBudget();
        this.operations = new RedisRooms(this);
        this.registry = new NodeRegistry(this, settings, clock);
        this.logs = new EventLog(clock);
        this.connections = new RedisConnections(this, new Connector(vertx, settings, clock, counters, failed));
        this.dead = new DeadNodes(registry, connections.rooms());
    }

    public RedisCounters counters() {
        return counters;
    }

    /** Starts the connections to Redis. */
    public void start() {
        connections.start();
        clock.schedule(settings.beat(), this::beat);
    }

    @Override
    public void stop() {
        stopped = true;
        registry.leave();
        connections.stop();
    }

    @Override
    public boolean isAvailable() {
        return connections.isAvailable() && !registry.isRejected();
    }

    @Override
    public @Nullable String problem() {
        String all = Stream.concat(
                        Stream.of(registry.rejection(), registry.otherVersions(), registry.difference())
                                .filter(Objects::nonNull),
                        connections.problems())
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public RedisRooms sharedRooms() {
        return operations;
    }

    @Override
    public NodeQueries join(NodeQueries local) {
        RedisNodeQueries queries = new RedisNodeQueries(this, local);
        connections.reply(queries);
        return queries;
    }

    @Override
    public Sequencer open(Replica replica) {
        return new RedisSequencer(this, replica);
    }

    /** Returns the factory for the frame order of this engine's rooms. */
    public FrameSequencer.Factory frameSequencers() {
        return (room, replica) -> ((RedisSequencer) room.sequencer()).openFrames(room, replica);
    }

    private void beat() {
        if (!stopped) {
            clock.schedule(settings.beat(), this::beat);
            connections.check();
            registry.beat();
            connections.rooms().forEach(RedisSequencer::check);
            dead.takeOver();
        }
    }

    /** Runs a call, which fails at once if too many calls are in flight. Thread: any. */
    void run(ScriptCall call) {
        call.link().run(call);
    }

    /** Runs a call that may wait. The caller bounds the number of these calls. Thread: any. */
    void enqueue(ScriptCall call) {
        call.link().enqueue(call);
    }

    /**
     * Sends a message that concerns no room.
     *
     * @param onReply receives the number of subscribers and the live nodes
     */
    void notify(String channel, String message, @Nullable Consumer<Response> onReply, @Nullable Runnable onFailure) {
        run(new ScriptCall(connections.home(), Script.NOTIFY)
                .key(keySpace.nodes().getBytes(UTF_8))
                .with(channel)
                .with(message)
                .with(settings.lease())
                .then(onReply, onFailure));
    }

    /** Runs a task after the timeout of Redis, unless the timer is cancelled. */
    Clock.Timer whenLate(Runnable task) {
        return clock.schedule(settings.timeout(), task);
    }

    /** Counts an operation that failed because Redis is not available. */
    void refused() {
        counters.requests.increment();
        counters.failures.increment();
    }

    RedisConnections connections() {
        return connections;
    }

    RedisLink link(int slot) {
        return connections.link(slot);
    }

    RedisLink home() {
        return connections.home();
    }

    RedisSettings settings() {
        return settings;
    }

    KeySpace keySpace() {
        return keySpace;
    }

    RedisRooms operations() {
        return operations;
    }

    NodeRegistry registry() {
        return registry;
    }

    boolean isRejected() {
        return registry.isRejected();
    }

    String node() {
        return node;
    }

    /** Returns the client name in the events of this node's own publications. */
    String server() {
        return server;
    }

    /** Returns the prefix of epochs that begin on this node. */
    byte[] epochPrefix() {
        return epochPrefix;
    }

    Ids names() {
        return names;
    }

    Clock clock() {
        return clock;
    }

    InFlightBudget waitBudget() {
        return waitBudget;
    }

    InFlightBudget early() {
        return early;
    }

    long beatMillis() {
        return settings.beat();
    }

    /** Returns how long publications wait for a disconnected Redis, in milliseconds; 0: not at all. */
    long publishWait() {
        return settings.publishWait();
    }

    /**
     * Tracks the heartbeat of a node that owns members.
     *
     * @return the name of the node, always the same object
     */
    String trackNode(String other) {
        return registry.trackNode(other);
    }

    EventLog logs() {
        return logs;
    }

    DeadNodes dead() {
        return dead;
    }
}
