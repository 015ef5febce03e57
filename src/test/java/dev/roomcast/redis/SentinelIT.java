package dev.roomcast.redis;

import dev.roomcast.room.Engine;
import dev.roomcast.room.FailoverContract;
import dev.roomcast.room.Names;
import dev.roomcast.room.Ticking;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A Redis that a sentinel watches dies, and its replica takes its place. */
class SentinelIT extends FailoverContract {

    private static WatchedRedis redis;
    private static Vertx vertx;
    private final List<RedisEngine> engines = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        redis = new WatchedRedis();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            vertx.close();
            redis.close();
        }
    }

    @Override
    protected void failOver(String room) {
        redis.killMaster();
    }

    @Override
    protected List<Engine> engines(Names names, Ticking clock) {
        return List.of(engine(names, clock), engine(names, clock));
    }

    private Engine engine(Names names, Ticking clock) {
        List<String> urls = List.of("redis://127.0.0.1:1", redis.url());
        RedisAddress address = new RedisAddress(RedisAddress.Kind.SENTINEL, urls, WatchedRedis.NAME, null);
        RedisEngine engine =
                new RedisEngine(new RedisSettings(address, "roomcast", 15_000, 30_000, 1000), vertx, names, clock);
        engine.start();
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void stop() {
        engines.forEach(RedisEngine::stop);
    }
}
