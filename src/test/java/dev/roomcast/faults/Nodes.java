package dev.roomcast.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.it.Eventually;
import dev.roomcast.redis.CutLine;
import dev.roomcast.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two nodes that share a Redis, each with a line of its own to it; what breaks, breaks in turn. */
final class Nodes extends Servers {

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final RedisServer redis;
    private final CutLine[] lines;
    private final Servers other;
    private int connections;
    private int kills;
    private int stops;

    /** @param redis is closed with the nodes */
    static Nodes over(RedisServer redis) throws Exception {
        return new Nodes(redis, new CutLine(redis.port()), new CutLine(redis.port()));
    }

    private Nodes(RedisServer redis, CutLine first, CutLine second) throws Exception {
        super(null, settings(first));
        this.redis = redis;
        this.lines = new CutLine[] {first, second};
        this.other = new Servers(null, settings(second));
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
                seconds);
    }

    @Override
    int port() {
        return connections++ % 2 == 0 ? super.port() : other.port();
    }

    /** Longer by the time after which the other node speaks for the members of one that died. */
    @Override
    Duration settling() {
        return super.settling().plus(LEASE.multipliedBy(2));
    }

    @Override
    ObjectNode count() throws Exception {
        ObjectNode all = super.count();
        other.count()
                .properties()
                .forEach(each -> all.put(
                        each.getKey(),
                        all.get(each.getKey()).asInt() + each.getValue().asInt()));
        return all;
    }

    @Override
    List<String> takeTroubles() {
        return Stream.concat(super.takeTroubles().stream(), other.takeTroubles().stream())
                .toList();
    }

    /** The power of the Redis fails, or of one of the nodes. */
    @Override
    void kill() throws Exception {
        switch (kills++ % 3) {
            case 0 -> {
                redis.kill();
                redis.start();
            }
            case 1 -> other.kill();
            default -> super.kill();
        }
    }

    @Override
    void drain() throws Exception {
        if (kills++ % 2 == 0) {
            other.drain();
        } else {
            super.drain();
        }
    }

    /** A node gets no processor for a while, once in a while until it is taken for dead; or it does not reach the Redis. */
    @Override
    void stopFor(Duration time) throws Exception {
        switch (stops++ % 4) {
            case 0 -> cut(lines[0], time);
            case 1 -> other.stopFor(time);
            case 2 -> cut(lines[1], time);
            default -> super.stopFor(time.plus(LEASE.multipliedBy(2)));
        }
    }

    private static void cut(CutLine line, Duration time) {
        line.cut();
        Eventually.pause(time);
        line.mend();
    }

    @Override
    public void close() throws Exception {
        super.close();
        other.close();
        for (CutLine line : lines) {
            line.close();
        }
        redis.close();
    }
}
