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
import org.jboss.logging.Logger;

/**
 * The rooms of many nodes, with one Redis between them. Each node says again and again that it lives; the members of one
 * that does not are away, as if each had lost its connection.
 */
public final class RedisEngine implements Engine, Link.Listener {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final RedisSettings settings;
    private final Names names;
    private final Clock clock;
    /** This node, until it ends; another one after each start. */
    private final String node;

    private final Link link;
    private final Map<String, RedisRoom> rooms = new ConcurrentHashMap<>();

    private volatile String run = "";
    /** Null until it is known what this node answers. */
    private volatile Nodes nodes;

    /** The nodes that members were seen of, and how often since they were not heard of. */
    private final Map<String, Integer> others = new ConcurrentHashMap<>();

    private volatile boolean stopped;
    private boolean beating;
    private long beatenAt;
    private long heardAt;

    public RedisEngine(RedisSettings settings, Vertx vertx, Names names, Clock clock) {
        this.settings = settings;
        this.names = names;
        this.clock = clock;
        this.node = names.epoch() + names.epoch();
        this.link = new Link(vertx, settings, clock, this);
    }

    public RedisCounters counters() {
        return link.counters();
    }

    /** From now on it tries to reach Redis. */
    public void start() {
        link.start();
        clock.after(settings.beat(), this::beat);
    }

    @Override
    public void stop() {
        stopped = true;
        link.stop();
    }

    @Override
    public boolean isAvailable() {
        return link.isUp();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Node join(Node here) {
        nodes = new Nodes(this, here);
        link.tune(everyone());
        return nodes;
    }

    @Override
    public Channel open(Replica replica) {
        return new RedisRoom(this, replica, key("c:{" + replica.name() + "}"));
    }

    void opened(RedisRoom room) {
        rooms.put(room.channel(), room);
        link.tune(room.channel());
    }

    void closed(RedisRoom room) {
        if (rooms.remove(room.channel(), room)) {
            link.tune(room.channel());
        }
    }

    private String key(String rest) {
        return settings.prefix() + ':' + rest;
    }

    /** A script of a room, with the keys and arguments that all of them have. */
    Call call(Script script, RedisRoom room) {
        String name = "{" + room.name() + "}";
        Call call = new Call(script);
        for (String kind : new String[] {"r:", "h:", "m:", "u:"}) {
            call.key(key(kind + name).getBytes(UTF_8));
        }
        return call.with(run).with(names.epoch()).with(room.lifetime()).with(room.channel());
    }

    /** The key of what a client said with an id. */
    byte[] idsKey(RedisRoom room, String client) {
        return key("i:{" + room.name() + "}:" + client).getBytes(UTF_8);
    }

    void run(Call call) {
        link.run(call);
    }

    String node() {
        return node;
    }

    Names names() {
        return names;
    }

    /** Whether it makes sense to wait for an answer. */
    boolean mayAnswer() {
        return link.isUpOrBeginning();
    }

    /** Something was not asked of Redis, because it does not answer. */
    void refused() {
        counters().requests.increment();
        counters().failures.increment();
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

    private byte[] nodesKey() {
        return key("nodes").getBytes(UTF_8);
    }

    /** Says something that is about no room. @param heard gets how many nodes heard it */
    void tell(String channel, String message, Consumer<Response> heard, Runnable failed) {
        link.run(new Call(Script.TELL)
                .key(nodesKey())
                .with(channel)
                .with(message)
                .then(heard, failed));
    }

    /** Runs it when an answer should have come, unless that is cancelled. */
    Clock.Timer whenLate(Runnable task) {
        return clock.after(settings.timeout(), task);
    }

    @Override
    public void up(String run) {
        this.run = run;
        beating = false;
        heardAt = clock.now();
        LOG.infof("event=redis-up node=%s", node);
        link.tune(channel(node));
        link.tune(everyone());
        sayAlive();
        rooms.keySet().forEach(link::tune);
    }

    @Override
    public void down(Throwable why) {
        LOG.warnf("event=redis-down node=%s cause=\"%s\"", node, why.getMessage());
        rooms.values().forEach(RedisRoom::cut);
    }

    @Override
    public boolean wants(String channel) {
        return rooms.containsKey(channel)
                || channel.equals(channel(node))
                || nodes != null && channel.equals(everyone());
    }

    @Override
    public void listening(String channel) {
        RedisRoom room = rooms.get(channel);
        if (room != null) {
            room.listening();
        }
    }

    @Override
    public void heard(String channel, byte[] message) {
        RedisRoom room = rooms.get(channel);
        if (room != null) {
            room.hear(message);
        } else if (channel.equals(everyone())) {
            nodes.asked(message);
        } else if (channel.equals(channel(node))) {
            heardAt = clock.now();
            if (message.length > 0) {
                nodes.answered(message);
            }
        }
    }

    private void beat() {
        if (stopped) {
            return;
        }
        clock.after(settings.beat(), this::beat);
        if (!link.isUp()) {
            return;
        }
        long now = clock.now();
        if (beating && now - beatenAt > settings.timeout() || now - heardAt > settings.timeout() + settings.beat()) {
            link.drop(new IllegalStateException("no answer"));
        } else if (!beating) {
            sayAlive();
        }
        rooms.values().forEach(RedisRoom::look);
    }

    private void sayAlive() {
        beating = true;
        beatenAt = clock.now();
        link.run(new Call(Script.BEAT)
                .key(nodesKey())
                .with(node)
                .with(settings.lease())
                .with(channel(node))
                .then(this::alive, () -> beating = false));
    }

    private void alive(Response nodes) {
        beating = false;
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
