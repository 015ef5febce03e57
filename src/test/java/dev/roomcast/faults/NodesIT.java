package dev.roomcast.faults;

import dev.roomcast.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same promises with two nodes and a Redis; {@code -Dfaults.minutes} and {@code -Dfaults.seed} as with one server. */
class NodesIT {

    @Test
    void the_promises_hold_when_the_redis_loses_its_data() throws Exception {
        rounds(RedisServer.open());
    }

    @Test
    void the_promises_hold_when_the_redis_keeps_its_data() throws Exception {
        rounds(RedisServer.keeping());
    }

    private static void rounds(RedisServer redis) throws Exception {
        long seed = Long.getLong("faults.seed", System.currentTimeMillis() % 1_000_000);
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("faults.minutes", 0)).toNanos() / 2;
        try (Nodes nodes = Nodes.over(redis);
                Proxy proxy = new Proxy(nodes::port)) {
            do {
                FaultsIT.round(seed++, nodes, proxy);
            } while (System.nanoTime() < end);
        }
    }
}
