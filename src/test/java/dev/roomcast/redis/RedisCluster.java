package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;

import dev.roomcast.redis.client.HashSlot;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster on this machine of three masters, each with a replica. */
public final class RedisCluster implements AutoCloseable {

    private final List<RedisServer> servers =
            Stream.generate(RedisServer::ofCluster).limit(6).toList();

    public RedisCluster() throws Exception {
        for (RedisServer each : servers) {
            each.command("CLUSTER MEET 127.0.0.1 " + servers.get(0).port());
        }
        for (int i = 0; i < 3; i++) {
            servers.get(i).command("CLUSTER ADDSLOTSRANGE " + first(i) + " " + (first(i + 1) - 1));
        }
        eventually(
                "all servers know each other",
                () -> servers.stream().allMatch(each -> nodes(each).size() == 6));
        for (int i = 0; i < 3; i++) {
            servers.get(i + 3).command("CLUSTER REPLICATE " + servers.get(i).command("CLUSTER MYID"));
        }
        eventually(
                "the cluster is complete",
                () -> servers.stream()
                        .allMatch(each -> each.command("CLUSTER INFO").contains("cluster_state:ok")
                                && nodes(each).stream()
                                                .filter(node -> node.contains("slave"))
                                                .count()
                                        == 3));
        eventually(
                "the replicas are up to date",
                () -> IntStream.range(3, 6)
                        .allMatch(
                                i -> servers.get(i).command("INFO replication").contains("master_link_status:up")));
    }

    private static int first(int master) {
        return HashSlot.COUNT * master / 3;
    }

    private static List<String> nodes(RedisServer server) {
        return server.command("CLUSTER NODES").lines().toList();
    }

    /** Returns the addresses of two servers, which know the others. */
    public List<String> urls() {
        return List.of(servers.get(4).url(), servers.get(0).url());
    }

    /** Returns the initial master of a slot. */
    RedisServer master(int slot) {
        return servers.get(IntStream.range(0, 3)
                .filter(i -> slot < first(i + 1))
                .findFirst()
                .orElseThrow());
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
