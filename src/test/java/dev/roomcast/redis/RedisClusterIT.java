package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineContract;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that share a Redis Cluster. */
@Tag("slow")
class RedisClusterIT extends EngineContract {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisCluster cluster;

    @BeforeAll
    static void open() throws Exception {
        cluster = new RedisCluster();
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        return nodes.two(new RedisAddress(RedisAddress.Kind.CLUSTER, cluster.urls(), null, null), names, clock);
    }
}
