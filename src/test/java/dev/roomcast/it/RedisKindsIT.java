package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;

import dev.roomcast.redis.Certificates;
import dev.roomcast.redis.RedisCluster;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.WatchedRedis;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Delivery between two nodes over Redis Cluster, Sentinel and TLS. */
@Tag("slow")
class RedisKindsIT {

    @Test
    void delivers_over_a_cluster() throws Exception {
        try (RedisCluster cluster = new RedisCluster()) {
            String urls = String.join(",", cluster.urls());
            hearEachOther(node().with("ROOMCAST_REDIS_TYPE", "cluster").with("ROOMCAST_REDIS_URL", urls));
        }
    }

    @Test
    void delivers_over_the_master_of_a_sentinel() throws Exception {
        try (WatchedRedis redis = new WatchedRedis()) {
            hearEachOther(node().with("ROOMCAST_REDIS_TYPE", "sentinel")
                    .with("ROOMCAST_REDIS_URL", redis.url())
                    .with("ROOMCAST_REDIS_MASTER", WatchedRedis.NAME));
        }
    }

    @Test
    void delivers_over_tls_with_a_private_authority() throws Exception {
        Certificates certificates = new Certificates();
        int port = RedisServer.freePort();
        try (RedisServer redis = RedisServer.withTls(port, certificates)) {
            redis.command("ACL SETUSER default >secret");
            hearEachOther(node().with("ROOMCAST_REDIS_URL", "rediss://:secret@localhost:" + port)
                    .with("ROOMCAST_REDIS_CA", certificates.file("ca.crt")));
        }
    }

    private static ServerProcess.Options node() {
        return ServerProcess.options().with("ROOMCAST_ENGINE", "redis");
    }

    private static void hearEachOther(ServerProcess.Options node) throws Exception {
        try (ServerProcess first = node.start();
                ServerProcess second = node.start();
                WireMember here = WireMember.join(first, "/ws/a");
                WireMember there = WireMember.join(second, "/ws/a")) {
            eventually("both members have joined", () -> first.members() + second.members() == 2);
            here.say("from here");
            there.say("from there");
            for (WireMember each : new WireMember[] {here, there}) {
                eventually("both messages arrive", () -> each.hasHeard("from here") && each.hasHeard("from there"));
            }
        }
    }
}
