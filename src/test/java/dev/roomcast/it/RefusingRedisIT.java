package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis that refuses commands: the operator sees the reason, and the members receive an error. */
@Tag("slow")
class RefusingRedisIT {

    private static RedisServer redis;
    private static ServerProcess server;

    /** Causes of refusals by Redis. */
    private enum Refusal {
        OOM("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        NOREPLICAS("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0"),
        MISCONF("", ""),
        NOPERM("ACL SETUSER default -hset", "ACL SETUSER default +@all"),
        READONLY("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE");

        private final String start;
        private final String end;

        Refusal(String start, String end) {
            this.start = start;
            this.end = end;
        }

        void start() throws Exception {
            if (this == MISCONF) {
                redis.failToSave();
            } else {
                assertEquals("+OK", redis.command(start));
            }
        }

        void end() {
            if (this == MISCONF) {
                redis.bearFailedSaves();
            } else {
                assertEquals("+OK", redis.command(end));
            }
        }

        /** The logged event: the node leaves a master that became a replica. */
        String event() {
            return this == READONLY ? "event=redis-down " : "event=redis-refuses ";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.open();
        server = ServerProcess.options()
                .with("ROOMCAST_ENGINE", "redis")
                .with("ROOMCAST_REDIS_URL", redis.url())
                .with("ROOMCAST_REDIS_LEASE", "2s")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void names_the_reason_refuses_members_and_recovers(Refusal refusal) throws Exception {
        String room = refusal.name().toLowerCase();
        WireMember member = join(room);
        int before = lines(refusal.event());
        try {
            refusal.start();
            member.say("{\"method\":\"say\",\"id\":1}");
            eventually("the member gets an error", () -> hears(member, "$error", "\"id\":1", "unavailable"));
            eventually("the node is degraded", () -> health().contains("\"engine\": \"degraded\""));
            assertTrue(health().contains(refusal.name()), server.log()::newest);
            assertEquals(0, server.metric("roomcast_engine_up"));
            member.say("{\"method\":\"say\",\"id\":2}");
            eventually("again", () -> hears(member, "$error", "\"id\":2", "unavailable"));
            assertEquals(before + 1, lines(refusal.event()), server.log()::newest);
            assertTrue(server.log().newest().contains("cause=\"" + refusal.name()), server.log()::newest);
        } finally {
            refusal.end();
        }
        try (WireMember next = joinWhenPossible(room)) {
            next.say("{\"method\":\"say\",\"id\":3}");
            eventually("it publishes", () -> hears(next, "$ack", "\"id\":3"));
        }
        eventually("the node is available", () -> server.metric("roomcast_engine_up") == 1);
        assertTrue(health().contains("\"engine\": \"available\""));
        member.breakOff();
    }

    @Test
    void warns_of_a_redis_that_removes_keys() throws Exception {
        try (RedisServer evicting = RedisServer.open("--maxmemory-policy", "allkeys-lru");
                ServerProcess node = ServerProcess.options()
                        .with("ROOMCAST_ENGINE", "redis")
                        .with("ROOMCAST_REDIS_URL", evicting.url())
                        .start()) {
            eventually("the node is connected", () -> node.metric("roomcast_engine_up") == 1);
            assertTrue(node.log().newest().contains("event=redis-evicts"), node.log()::newest);
            String health = node.get("/q/health/ready").body();
            assertTrue(health.contains("maxmemory-policy is allkeys-lru"), health);
            assertTrue(health.contains("\"engine\": \"available\""), health);
        }
    }

    private static WireMember join(String room) throws Exception {
        WireMember member = WireMember.join(server, "/ws/" + room + "?v=1");
        member.say("{\"method\":\"$connect\",\"id\":1}");
        eventually("the member is welcomed", () -> hears(member, "$connect"));
        return member;
    }

    private static WireMember joinWhenPossible(String room) throws Exception {
        WireMember[] joined = new WireMember[1];
        eventually("a member joins", () -> {
            WireMember member = WireMember.join(server, "/ws/" + room + "?v=1");
            member.say("{\"method\":\"$connect\",\"id\":1}");
            eventually("the member receives an answer", () -> hears(member, "$connect") || !member.isOpen());
            joined[0] = member;
            return hears(member, "$connect");
        });
        return joined[0];
    }

    private static boolean hears(WireMember member, String... words) {
        return member.heard().stream().map(Object::toString).anyMatch(frame -> {
            for (String word : words) {
                if (!frame.contains(word)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static String health() throws Exception {
        return server.get("/q/health/ready").body();
    }

    private static int lines(String event) {
        return server.log().newest().split(event, -1).length - 1;
    }
}
