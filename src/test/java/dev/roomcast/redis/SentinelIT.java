package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.FailoverContract;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Failover of a Redis by a sentinel to its replica. */
@Tag("slow")
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
    protected List<Engine> engines(Ids names, SystemClock clock) {
        List<String> urls = List.of("redis://127.0.0.1:1", redis.url());
        return nodes.two(new RedisAddress(RedisAddress.Kind.SENTINEL, urls, WatchedRedis.NAME, null), names, clock);
    }
}
