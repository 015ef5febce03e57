package dev.roomcast.redis;

import dev.roomcast.room.Engine;
import dev.roomcast.room.Names;
import dev.roomcast.room.Ticking;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engines of the nodes of a test. They stop when it is over. */
final class RedisEngines implements AfterEachCallback, AfterAllCallback {

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisEngine> running = new ArrayList<>();

    /** Two nodes, patient with a busy machine. */
    List<Engine> two(RedisAddress address, Names names, Ticking clock) {
        RedisSettings settings = new RedisSettings(address, "roomcast", 15_000, 30_000, 1000, 0);
        return List.of(start(settings, names, clock), start(settings, names, clock));
    }

    RedisEngine start(RedisSettings settings, Names names, Ticking clock) {
        RedisEngine engine = new RedisEngine(settings, vertx, names, clock);
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
        vertx.close();
    }
}
