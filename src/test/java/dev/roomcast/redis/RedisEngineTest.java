package dev.roomcast.redis;

import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineContract;
import dev.roomcast.room.Names;
import dev.roomcast.room.Ticking;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Two nodes with a Redis between them. */
class RedisEngineTest extends EngineContract {

    private static RedisServer redis;
    private static Vertx vertx;
    private final List<RedisEngine> engines = new ArrayList<>();

    @BeforeAll
    static void open() {
        redis = RedisServer.open();
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
    protected List<Engine> engines(Names names, Ticking clock) {
        return List.of(engine(names, clock), engine(names, clock));
    }

    private Engine engine(Names names, Ticking clock) {
        RedisSettings settings = new RedisSettings(redis.url(), "roomcast", 15_000, 5_000, 1000);
        RedisEngine engine = new RedisEngine(settings, vertx, names, clock);
        engine.start();
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void stop() {
        engines.forEach(RedisEngine::stop);
    }
}
