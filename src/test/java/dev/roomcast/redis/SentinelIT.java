package dev.roomcast.redis;

import static dev.roomcast.it.Eventually.eventually;

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

    private static final String NAME = "the_master";

    private static RedisServer master;
    private static RedisServer replica;
    private static RedisServer sentinel;
    private static Vertx vertx;
    private final List<RedisEngine> engines = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        master = RedisServer.open();
        replica = RedisServer.open("--replicaof", "127.0.0.1 " + master.port());
        sentinel = RedisServer.sentinel(NAME, master);
        vertx = Vertx.vertx();
        eventually(
                "the replica is up to date",
                () -> replica.command("INFO replication").contains("master_link_status:up"));
        eventually(
                "the sentinel knows the replica",
                () -> sentinel.command("INFO sentinel").contains("slaves=1"));
    }

    @AfterAll
    static void close() {
        if (sentinel != null) {
            vertx.close();
            sentinel.close();
            replica.close();
            master.close();
        }
    }

    @Override
    protected void failOver(String room) {
        master.kill();
    }

    @Override
    protected List<Engine> engines(Names names, Ticking clock) {
        return List.of(engine(names, clock), engine(names, clock));
    }

    private Engine engine(Names names, Ticking clock) {
        List<String> urls = List.of("redis://127.0.0.1:1", sentinel.url());
        RedisAddress address = new RedisAddress(RedisAddress.Kind.SENTINEL, urls, NAME, null);
        RedisEngine engine =
                new RedisEngine(new RedisSettings(address, "roomcast", 15_000, 5_000, 1000), vertx, names, clock);
        engine.start();
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void stop() {
        engines.forEach(RedisEngine::stop);
    }
}
