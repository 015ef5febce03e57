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

/** A master of a Redis Cluster dies, and its replica takes its place. */
class ClusterFailoverIT extends FailoverContract {

    @Override
    protected void failOver(String room) {
        cluster.master(Slot.of("{" + room + "}")).kill();
    }

    private static RedisCluster cluster;
    private static Vertx vertx;
    private final List<RedisEngine> engines = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        cluster = new RedisCluster();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            vertx.close();
            cluster.close();
        }
    }

    @Override
    protected List<Engine> engines(Names names, Ticking clock) {
        return List.of(engine(names, clock), engine(names, clock));
    }

    private Engine engine(Names names, Ticking clock) {
        RedisAddress address = new RedisAddress(RedisAddress.Kind.CLUSTER, cluster.urls(), null, null);
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
