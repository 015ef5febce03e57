package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.RulesContract;
import dev.roomcast.room.SystemClock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules on two nodes that share a Redis. */
class RedisRulesTest extends RulesContract {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;

    @BeforeAll
    static void open() {
        redis = RedisServer.open();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return nodes.two(RedisAddress.of(redis.url()), names, clock);
    }
}
