package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.redis.client.ClusterTopology;
import dev.roomcast.redis.client.Connector;
import dev.roomcast.redis.client.HashSlot;
import dev.roomcast.redis.client.LinkListener;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Refusal;
import dev.roomcast.redis.client.SingleServer;
import dev.roomcast.redis.client.Topology;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The links of this node to Redis: the state of each link, its subscriptions, and the receivers of messages. Thread:
 * any.
 */
final class RedisConnections implements LinkListener {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The prefix of matchmaking messages, which scripts send and not nodes. */
    private static final byte[] MATCH_START = "- 0 m".getBytes(UTF_8);

    private final RedisEngine engine;
    private final String node;
    private final String nodeChannel;
    private final String allNodes;
    private final int homeSlot;
    private final Topology links;
    /** The open rooms of this node, by channel. */
    private final Map<String, RedisSequencer> rooms = new ConcurrentHashMap<>();
    /** The links to servers that answer but refuse writes or the connection, with the reason. */
    private final Map<RedisLink, String> refusing = new ConcurrentHashMap<>();
    /** The links to servers that evict keys when their memory is full, with their setting. */
    private final Map<RedisLink, String> evicting = new ConcurrentHashMap<>();

    /** The link to the server with the list of nodes and the channels of nodes. */
    private volatile RedisLink home;
    /** The queries of other nodes; null until this node answers them. */
    private volatile @Nullable RedisNodeQueries queries;
    /** Receives the matchmaking messages to all nodes. */
    private volatile Consumer<String> matchMessages = message -> {};
    /** Runs when a link is up, before the rooms use it. */
    private volatile Consumer<RedisLink> linkUp = link -> {};

    RedisConnections(RedisEngine engine, Connector connector) {
        KeySpace keySpace = engine.keySpace();
        this.engine = engine;
        this.node = engine.node();
        this.nodeChannel = keySpace.node(node);
        this.allNodes = keySpace.allNodes();
        this.homeSlot = HashSlot.of(keySpace.nodes());
        this.links = connector.settings().address().isCluster()
                ? new ClusterTopology(connector, this)
                : new SingleServer(connector, this);
        this.home = links.of(homeSlot);
    }

    void start() {
        links.start();
    }

    void stop() {
        links.stop();
    }

    /** Checks each link; called at every heartbeat. */
    void check() {
        links.check();
    }

    /** Returns whether all servers are connected and accept writes. */
    boolean isAvailable() {
        return links.isUp() && refusing.isEmpty();
    }

    /** Returns the servers that refuse requests or may lose data, each with the reason. */
    Stream<String> problems() {
        return Stream.concat(refusing.values().stream(), evicting.values().stream())
                .sorted();
    }

    RedisLink link(int slot) {
        return links.of(slot);
    }

    RedisLink home() {
        return home;
    }

    /** Returns a live view of the open rooms of this node. */
    Collection<RedisSequencer> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    /** Starts to answer the queries of other nodes. */
    void reply(RedisNodeQueries queries) {
        this.queries = queries;
        home.syncSubscription(allNodes);
    }

    /** Returns an open room of this node; null: none. */
    private @Nullable RedisSequencer room(String name) {
        return rooms.get(engine.keySpace().channel(name));
    }

    /** Sets the receiver of matchmaking messages to all nodes. */
    void onMatchMessage(Consumer<String> receiver) {
        matchMessages = receiver;
    }

    /** Calls the receiver for each link that comes up, before the rooms use it. */
    void onLinkUp(Consumer<RedisLink> receiver) {
        linkUp = receiver;
    }

    private void onBroadcast(byte[] message) {
        boolean isMatch = message.length > MATCH_START.length
                && Arrays.equals(message, 0, MATCH_START.length, MATCH_START, 0, MATCH_START.length);
        if (isMatch) {
            matchMessages.accept(new String(message, UTF_8));
        } else {
            queries.onQuery(message);
        }
    }

    void subscribe(RedisSequencer room) {
        rooms.put(room.channel(), room);
        room.link().syncSubscription(room.channel());
    }

    void unsubscribe(RedisSequencer room) {
        if (rooms.remove(room.channel(), room)) {
            room.link().syncSubscription(room.channel());
        }
    }

    /** Stops the use of all rooms until {@link #resubscribeRooms}. */
    void disconnectRooms() {
        rooms.values().forEach(RedisSequencer::onDisconnected);
    }

    /** Loads all rooms at the next heartbeat, because Redis may have lost them. */
    void reloadRooms() {
        rooms.values().forEach(RedisSequencer::markUncertain);
    }

    void resubscribeRooms() {
        rooms.values().forEach(room -> room.link().syncSubscription(room.channel()));
    }

    private Stream<RedisSequencer> roomsOf(RedisLink link) {
        return rooms.values().stream().filter(room -> room.link() == link);
    }

    @Override
    public void onUp(RedisLink link) {
        refusing.remove(link);
        evicting.remove(link);
        LOG.infof("event=redis-up node=%s server=%s", node, link.address());
        if (link.evicts()) {
            evicting.put(link, link.address() + ": maxmemory-policy is " + link.evictionPolicy());
            LOG.warnf(
                    "event=redis-evicts server=%s maxmemory-policy=%s hint=\"members and publications are lost when the server's"
                            + " memory is full; set maxmemory-policy noeviction\"",
                    link.address(), link.evictionPolicy());
        }
        linkUp.accept(link);
        if (link == home) {
            register();
        }
        roomsOf(link).map(RedisSequencer::channel).forEach(link::syncSubscription);
    }

    @Override
    public void onDown(RedisLink link, Throwable cause) {
        LOG.warnf("event=redis-down node=%s server=%s cause=\"%s\"", node, link.address(), Refusal.line(cause));
        roomsOf(link).forEach(RedisSequencer::onDisconnected);
        links.topologySuspect(link, cause);
    }

    @Override
    public void onDisconnected(RedisLink link, Throwable cause) {
        if (Refusal.isAnswer(cause)) {
            refusing.put(link, link.address() + ": " + Refusal.line(cause));
        } else {
            refusing.remove(link);
        }
    }

    @Override
    public void onStopped(RedisLink link) {
        refusing.remove(link);
        evicting.remove(link);
    }

    @Override
    public void onTopologySuspect(RedisLink link, Throwable cause) {
        links.topologySuspect(link, cause);
    }

    @Override
    public void onRefusing(RedisLink link, Throwable why) {
        String cause = Refusal.line(why);
        refusing.put(link, link.address() + ": " + cause);
        LOG.warnf("event=redis-refuses node=%s server=%s cause=\"%s\"", node, link.address(), cause);
    }

    @Override
    public void onAccepting(RedisLink link) {
        refusing.remove(link);
        LOG.infof("event=redis-accepts node=%s server=%s", node, link.address());
    }

    @Override
    public void onSlotsMoved() {
        RedisLink before = home;
        home = links.of(homeSlot);
        if (home != before) {
            before.syncSubscription(nodeChannel);
            before.syncSubscription(allNodes);
            register();
        }
        rooms.values().forEach(RedisSequencer::move);
    }

    /** Registers this node, and subscribes to its channel and that of all nodes. */
    private void register() {
        home.syncSubscription(nodeChannel);
        home.syncSubscription(allNodes);
        engine.registry().beat();
    }

    @Override
    public boolean wantsChannel(RedisLink link, String channel) {
        RedisSequencer room = rooms.get(channel);
        return room == null ? link == home && isChannelOfNode(channel) : room.link() == link;
    }

    private boolean isChannelOfNode(String channel) {
        return channel.equals(nodeChannel) || queries != null && channel.equals(allNodes);
    }

    @Override
    public void onSubscribed(RedisLink link, String channel) {
        RedisSequencer room = rooms.get(channel);
        if (room != null && room.link() == link) {
            room.onSubscribed();
        }
    }

    @Override
    public void onMessage(RedisLink link, String channel, byte[] message) {
        RedisSequencer room = rooms.get(channel);
        if (room != null) {
            if (room.link() == link) {
                room.onMessage(message);
            }
        } else if (link == home && channel.equals(allNodes)) {
            onBroadcast(message);
        } else if (link == home && channel.equals(nodeChannel)) {
            if (!FrameMessages.receive(message, this::room)) {
                queries.onReply(message);
            }
        }
    }
}
