package dev.roomcast.redis;

import dev.roomcast.room.Engine;
import dev.roomcast.room.FailoverContract;
import dev.roomcast.room.Names;
import dev.roomcast.room.Ticking;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A master of a Redis Cluster dies, and its replica takes its place. */
class ClusterFailoverIT extends FailoverContract {

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
    protected void failOver(String room) {
        cluster.master(Slot.of("{" + room + "}")).kill();
    }

    @Override
    protected List<Engine> engines(Names names, Ticking clock) {
        return nodes.two(new RedisAddress(RedisAddress.Kind.CLUSTER, cluster.urls(), null, null), names, clock);
    }
}
