package dev.roomcast.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Nodes that share a Redis, each with its own connection that can be cut. */
final class Nodes extends Servers {

    private static final Duration LEASE = Duration.ofSeconds(3);
    /** The time that the keys of a room remain beyond its history and linger. */
    private static final String KEY_GRACE = "1s";

    /** Rooms of this prefix keep their keys for 4 s after the last renewal. */
    static final String QUIET = "quiet";

    /**
     * Systems and rooms that share the Redis.
     *
     * @param nodes at least two
     * @param crowd the number of rooms with one member each, besides those of the round
     * @param isShared whether another system uses the same Redis
     */
    record Size(int nodes, int crowd, boolean isShared) {}

    private final RedisServer redis;
    private final RedisFaults faults;
    private final List<CutLine> lines;
    /** All nodes but the first, which this object represents. */
    private final List<Servers> others = new ArrayList<>();

    private final AtomicInteger connections = new AtomicInteger();
    private final Crowd crowd;
    /** Null without another system. */
    private final Neighbour neighbour;

    /**
     * @param redis is closed with the nodes
     * @param jar null: the build
     */
    static Nodes over(RedisServer redis, Path jar, Size size) throws Exception {
        List<CutLine> lines = new ArrayList<>();
        for (int i = 0; i < size.nodes; i++) {
            lines.add(new CutLine(redis.port()));
        }
        return new Nodes(redis, jar, size, lines);
    }

    private Nodes(RedisServer redis, Path jar, Size size, List<CutLine> lines) throws Exception {
        super(jar, settings(lines.get(0)));
        this.redis = redis;
        this.faults = new RedisFaults(redis);
        this.lines = lines;
        for (CutLine line : lines.subList(1, lines.size())) {
            others.add(new Servers(jar, settings(line)));
        }
        this.crowd = new Crowd(size.crowd, this::port);
        this.neighbour = size.isShared ? new Neighbour(jar, redis.url() + "/1") : null;
    }

    private static Map<String, String> settings(CutLine line) {
        String seconds = LEASE.toSeconds() + "s";
        return Map.of(
                "ROOMCAST_ENGINE",
                "redis",
                "ROOMCAST_REDIS_URL",
                "redis://127.0.0.1:" + line.port(),
                "ROOMCAST_REDIS_LEASE",
                seconds,
                "ROOMCAST_REDIS_TIMEOUT",
                seconds,
                "ROOMCAST_REDIS_KEY_GRACE",
                KEY_GRACE,
                "ROOMCAST_ROOMS__" + QUIET.toUpperCase() + "__HISTORY_AGE",
                "1s");
    }

    @Override
    int port() {
        int which = connections.getAndIncrement() % lines.size();
        return which == 0 ? super.port() : others.get(which - 1).port();
    }

    /** Adds the time after which another node takes over the members of a dead one. */
    @Override
    Duration settling() {
        return super.settling().plus(LEASE.multipliedBy(2));
    }

    @Override
    ObjectNode count() throws Exception {
        ObjectNode all = super.count();
        for (Servers other : others) {
            other.count()
                    .properties()
                    .forEach(each -> all.put(
                            each.getKey(),
                            all.get(each.getKey()).asInt() + each.getValue().asInt()));
        }
        return all;
    }

    @Override
    long loads() throws Exception {
        long loads = (long) current().metric("roomcast_redis_loads_total");
        for (Servers other : others) {
            loads += (long) other.current().metric("roomcast_redis_loads_total");
        }
        return loads;
    }

    @Override
    List<String> takeTroubles() {
        List<String> troubles = super.takeTroubles();
        others.forEach(other -> troubles.addAll(other.takeTroubles()));
        if (neighbour != null) {
            troubles.addAll(neighbour.takeTroubles());
        }
        return troubles;
    }

    @Override
    void begin(List<String> rooms, Consumer<Event> recorder) throws Exception {
        crowd.open();
        if (neighbour != null) {
            neighbour.join(rooms, recorder);
        }
    }

    @Override
    void step() {
        if (neighbour != null) {
            neighbour.publish();
        }
    }

    @Override
    boolean isQuiet() {
        return crowd.isComplete();
    }

    @Override
    void end() throws Exception {
        crowd.close();
        if (neighbour != null) {
            neighbour.leave();
        }
    }

    /** Kills the Redis or one of the nodes. */
    @Override
    void kill(Random random) throws Exception {
        int which = random.nextInt(lines.size() + 1);
        if (which == 0) {
            redis.kill();
            redis.start();
        } else if (which == 1) {
            super.kill(random);
        } else {
            others.get(which - 2).kill(random);
        }
    }

    @Override
    void drain(Random random) throws Exception {
        int which = random.nextInt(lines.size());
        if (which == 0) {
            super.drain(random);
        } else {
            others.get(which - 1).drain(random);
        }
    }

    /** Stops a node, sometimes until the others consider it dead, disconnects it from Redis, or disturbs Redis. */
    @Override
    String disturb(Duration time, Random random) throws Exception {
        int which = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> {
                Duration pause = random.nextBoolean() ? time : time.plus(LEASE.multipliedBy(2));
                if (which == 0) {
                    stopFor(pause);
                } else {
                    others.get(which - 1).stopFor(pause);
                }
                return "stop a node";
            }
            case 1 -> {
                cut(lines.get(which), time);
                return "disconnect a node from Redis";
            }
            default -> {
                return faults.disturb(time, random);
            }
        }
    }

    private static void cut(CutLine line, Duration time) {
        line.cut();
        Eventually.pause(time);
        line.mend();
    }

    @Override
    public void close() throws Exception {
        crowd.close();
        if (neighbour != null) {
            neighbour.close();
        }
        super.close();
        for (Servers other : others) {
            other.close();
        }
        for (CutLine line : lines) {
            line.close();
        }
        redis.close();
    }
}
