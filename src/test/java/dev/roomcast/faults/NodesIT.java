package dev.roomcast.faults;

import dev.roomcast.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same guarantees with nodes that share a Redis; {@code -Dfaults.minutes} and {@code -Dfaults.seed} as with one
 * server. A run of minutes has three nodes, thousands of rooms, and another system in the same Redis.
 */
@Tag("slow")
class NodesIT {

    static final Nodes.Size SMALL = new Nodes.Size(2, 0, false);

    @Test
    void keeps_all_guarantees_when_redis_loses_its_data() throws Exception {
        rounds(RedisServer.open());
    }

    @Test
    void keeps_all_guarantees_when_redis_keeps_its_data() throws Exception {
        rounds(RedisServer.keeping());
    }

    private static void rounds(RedisServer redis) throws Exception {
        long seed = Long.getLong("faults.seed", System.currentTimeMillis() % 1_000_000);
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("faults.minutes", 0)).toNanos() / 2;
        boolean isLong = Long.getLong("faults.minutes", 0) > 0;
        Nodes.Size size = isLong ? new Nodes.Size(3, Integer.getInteger("faults.rooms", 2000), true) : SMALL;
        try (Nodes nodes = Nodes.over(redis, null, size);
                Proxy proxy = new Proxy(nodes::port)) {
            do {
                FaultsIT.round(seed++, nodes, proxy);
            } while (System.nanoTime() < end);
        }
    }
}
