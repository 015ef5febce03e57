package dev.roomcast.it;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client's soak test on a failing network, with two nodes that share a Redis and alternate for each connection. */
@Tag("slow")
class ManyNodesSoakIT {

    private static final int CUTS = Integer.getInteger("soak.cuts", 40);
    private static final long HISTORY_BYTES = 16_000_000;

    @Test
    void loses_no_message_of_a_client_that_alternates_between_nodes() throws Exception {
        NodeClientsIT.requireTool("node");
        NodeClientsIT.install(NodeClientsIT.PROJECT);
        NodeClientsIT.install(NodeClientsIT.CLIENT);
        try (RedisServer redis = RedisServer.open();
                ServerProcess first = node(redis);
                ServerProcess second = node(redis)) {
            Map<String, String> soak = Map.of(
                    "ROOMCAST_NODES",
                    first.uri("ws", "") + "," + second.uri("ws", ""),
                    "ROOMCAST_CUTS",
                    String.valueOf(CUTS));
            NodeClientsIT.run(NodeClientsIT.PROJECT, soak, "node", "--test", "sdk-soak.test.mjs");
        }
    }

    /** Starts a node whose rooms retain all publications. */
    private static ServerProcess node(RedisServer redis) throws Exception {
        return ServerProcess.options()
                .with("ROOMCAST_ENGINE", "redis")
                .with("ROOMCAST_REDIS_URL", redis.url())
                .with("ROOMCAST_ROOM_HISTORY_SIZE", 20_000)
                .with("ROOMCAST_ROOM_HISTORY_BYTES", HISTORY_BYTES)
                .start();
    }
}
