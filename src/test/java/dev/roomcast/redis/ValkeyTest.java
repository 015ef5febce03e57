package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineContract;
import dev.roomcast.room.GameContract;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that share a Valkey. */
class ValkeyTest {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;

    @BeforeAll
    static void open() {
        redis = RedisServer.valkey();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    private static List<Engine> two(Ids names, SystemClock clock) {
        return nodes.two(RedisAddress.of(redis.url()), names, clock);
    }

    @Nested
    class Rooms extends EngineContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }
    }

    @Nested
    class Games extends GameContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }
    }
}
