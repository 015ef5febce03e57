package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.room.Channel;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Names;
import dev.roomcast.room.Node;
import dev.roomcast.room.Replica;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The rooms of many nodes, with a Redis between them. Each node says again and again that it lives; the members of one
 * that does not are away, as if each had lost its connection.
 */
public final class RedisEngine implements Engine, Link.Listener {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final RedisSettings settings;
    private final Names names;
    private final Clock clock;
    /** This node, until it ends; another one after each start. */
    private final String node;

    private final Links links;
    private final RedisCounters counters = new RedisCounters();
    /** What waits for a Redis that is away. */
    private final Allowance patience;

    private final Map<String, RedisRoom> rooms = new ConcurrentHashMap<>();

    /** To the server where the nodes meet. */
    private volatile Link home;
    /** Null until it is known what this node answers. */
    private volatile Nodes nodes;

    /** The nodes that members were seen of, and how often since they were not heard of. */
    private final Map<String, Integer> others = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    public RedisEngine(RedisSettings settings, Vertx vertx, Names names, Clock clock) {
        this.settings = settings;
        this.names = names;
        this.clock = clock;
        this.node = names.epoch() + names.epoch();
        this.patience = settings.allowance();
        Dialer dialer = new Dialer(vertx, settings, clock, counters);
        this.links = settings.address().isCluster() ? new Cluster(dialer, this) : new OneServer(dialer, this);
        this.home = links.of(homeSlot());
    }

    public RedisCounters counters() {
        return counters;
    }

    /** From now on it tries to reach Redis. */
    public void start() {
        links.start();
        clock.after(settings.beat(), this::beat);
    }

    @Override
    public void stop() {
        stopped = true;
        links.stop();
    }

    @Override
    public boolean isAvailable() {
        return links.isUp();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Node join(Node here) {
        nodes = new Nodes(this, here);
        home.tune(everyone());
        return nodes;
    }

    @Override
    public Channel open(Replica replica) {
        return new RedisRoom(this, replica, key("c:{" + replica.name() + "}"));
    }

    void opened(RedisRoom room) {
        rooms.put(room.channel(), room);
        room.link().tune(room.channel());
    }

    void closed(RedisRoom room) {
        if (rooms.remove(room.channel(), room)) {
            room.link().tune(room.channel());
        }
    }

    private String key(String rest) {
        return settings.prefix() + ':' + rest;
    }

    /** A script of a room, with the keys and arguments that all of them have. */
    Call call(Script script, RedisRoom room) {
        String name = "{" + room.name() + "}";
        Link link = room.link();
        Call call = new Call(link, script);
        for (String kind : new String[] {"r:", "h:", "m:", "u:"}) {
            call.key(key(kind + name).getBytes(UTF_8));
        }
        return call.with(link.run()).with(names.epoch()).with(room.lifetime()).with(room.channel());
    }

    /** The key of what a client said with an id. */
    byte[] idsKey(RedisRoom room, String client) {
        return key("i:{" + room.name() + "}:" + client).getBytes(UTF_8);
    }

    void run(Call call) {
        call.link().run(call);
    }

    Link link(int slot) {
        return links.of(slot);
    }

    String node() {
        return node;
    }

    Names names() {
        return names;
    }

    Clock clock() {
        return clock;
    }

    Allowance patience() {
        return patience;
    }

    /** How long what is said waits for a Redis that is away, in milliseconds; 0: not at all. */
    long publishWait() {
        return settings.publishWait();
    }

    /** Something was not asked of Redis, because it does not answer. */
    void refused() {
        counters.requests.increment();
        counters.failures.increment();
    }

    /** A member of that node was seen. */
    void met(String other) {
        if (!other.equals(node)) {
            others.putIfAbsent(other, 0);
        }
    }

    /** What is said to that node alone. */
    String channel(String node) {
        return key("n:" + node);
    }

    /** What is said to all nodes. */
    String everyone() {
        return key("all");
    }

    private String nodesKey() {
        return key("nodes");
    }

    private int homeSlot() {
        return Slot.of(nodesKey());
    }

    /** Says something that is about no room. @param heard gets how many nodes heard it */
    void tell(String channel, String message, Consumer<Response> heard, Runnable failed) {
        run(new Call(home, Script.TELL)
                .key(nodesKey().getBytes(UTF_8))
                .with(channel)
                .with(message)
                .then(heard, failed));
    }

    /** Runs it when an answer should have come, unless that is cancelled. */
    Clock.Timer whenLate(Runnable task) {
        return clock.after(settings.timeout(), task);
    }

    @Override
    public void up(Link link) {
        LOG.infof("event=redis-up node=%s server=%s", node, link.place());
        if (link == home) {
            meet();
        }
        of(link).map(RedisRoom::channel).forEach(link::tune);
    }

    @Override
    public void down(Link link, Throwable why) {
        LOG.warnf("event=redis-down node=%s server=%s cause=\"%s\"", node, link.place(), why.getMessage());
        of(link).forEach(RedisRoom::cut);
        links.astray(link, why);
    }

    private Stream<RedisRoom> of(Link link) {
        return rooms.values().stream().filter(room -> room.link() == link);
    }

    @Override
    public void astray(Link link, Throwable why) {
        links.astray(link, why);
    }

    @Override
    public void moved() {
        Link before = home;
        home = links.of(homeSlot());
        if (home != before) {
            before.tune(channel(node));
            before.tune(everyone());
            meet();
        }
        rooms.values().forEach(RedisRoom::move);
    }

    /** Others hear of this node, and can reach it. */
    private void meet() {
        home.tune(channel(node));
        home.tune(everyone());
        sayAlive();
    }

    @Override
    public boolean wants(Link link, String channel) {
        RedisRoom room = rooms.get(channel);
        return room == null ? link == home && isOurs(channel) : room.link() == link;
    }

    private boolean isOurs(String channel) {
        return channel.equals(channel(node)) || nodes != null && channel.equals(everyone());
    }

    @Override
    public void listening(Link link, String channel) {
        RedisRoom room = rooms.get(channel);
        if (room != null && room.link() == link) {
            room.listening();
        }
    }

    @Override
    public void heard(Link link, String channel, byte[] message) {
        RedisRoom room = rooms.get(channel);
        if (room != null) {
            room.hear(message);
        } else if (channel.equals(everyone())) {
            nodes.asked(message);
        } else if (channel.equals(channel(node))) {
            nodes.answered(message);
        }
    }

    private void beat() {
        if (!stopped) {
            clock.after(settings.beat(), this::beat);
            links.look();
            sayAlive();
            rooms.values().forEach(RedisRoom::look);
        }
    }

    private void sayAlive() {
        run(new Call(home, Script.BEAT)
                .key(nodesKey().getBytes(UTF_8))
                .with(node)
                .with(settings.lease())
                .then(this::alive, null));
    }

    private void alive(Response nodes) {
        Set<String> alive = new HashSet<>();
        nodes.forEach(each -> alive.add(each.toString()));
        for (String other : others.keySet()) {
            if (alive.contains(other)) {
                others.put(other, 0);
            } else if (others.merge(other, 1, Integer::sum) > 1) {
                LOG.warnf("event=node-dead node=%s", other);
                others.remove(other);
                rooms.values().forEach(room -> room.orphan(other));
            }
        }
    }
}
