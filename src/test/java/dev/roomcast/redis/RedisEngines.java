package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engines of the nodes of a test, which stop after it. */
public final class RedisEngines implements AfterEachCallback, AfterAllCallback {

    /** Null before the first engine of a test class, and after the last test. */
    private Vertx vertx;

    private final List<RedisEngine> running = new ArrayList<>();

    /** Creates two nodes, with timeouts for a busy machine. */
    public List<Engine> two(RedisAddress address, Ids names, SystemClock clock) {
        RedisSettings settings = new RedisSettings(address, "roomcast", 15_000, 30_000, 1000, 0);
        return List.of(start(settings, names, clock), start(settings, names, clock));
    }

    public RedisEngine start(RedisSettings settings, Ids names, SystemClock clock) {
        if (vertx == null) {
            vertx = Vertx.vertx();
        }
        RedisEngine engine =
                new RedisEngine(settings, vertx, names, clock, new RedisCounters(), Throwable::printStackTrace);
        engine.start();
        running.add(engine);
        return engine;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        running.forEach(RedisEngine::stop);
        running.clear();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (vertx != null && !tests.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            vertx.close();
            vertx = null;
        }
    }
}
