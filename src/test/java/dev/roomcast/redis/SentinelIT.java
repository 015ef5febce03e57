package dev.roomcast.redis;

import dev.roomcast.room.Engine;
import dev.roomcast.room.FailoverContract;
import dev.roomcast.room.Names;
import dev.roomcast.room.Ticking;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that a sentinel watches dies, and its replica takes its place. */
class SentinelIT extends FailoverContract {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static WatchedRedis redis;

    @BeforeAll
    static void open() throws Exception {
        redis = new WatchedRedis();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected void failOver(String room) {
        redis.killMaster();
    }

    @Override
    protected List<Engine> engines(Names names, Ticking clock) {
        List<String> urls = List.of("redis://127.0.0.1:1", redis.url());
        return nodes.two(new RedisAddress(RedisAddress.Kind.SENTINEL, urls, WatchedRedis.NAME, null), names, clock);
    }
}
