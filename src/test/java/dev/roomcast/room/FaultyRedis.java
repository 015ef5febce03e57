package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.RedisEngines;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that share a Redis, which temporarily fails or refuses commands. */
abstract class FaultyRedis extends TwoNodeTest {

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    static RedisServer redis;

    RedisEngine first;
    RedisEngine second;

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
        first = engines.start(settings(), names, clock);
        second = engines.start(settings(), names, clock);
        return List.of(first, second);
    }

    @AfterEach
    void heal() {
        redis.command("CONFIG SET min-replicas-to-write 0");
        redis.command("CONFIG SET maxmemory 0");
        redis.bearFailedSaves();
    }

    static RedisSettings settings() {
        return new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 4_000, 30_000, 1000, 0).withKeyGrace(5_000);
    }

    static String error(FakeSubscriber guest) {
        return guest.await("$error").get("data").get("code").textValue();
    }

    long loads() {
        return first.counters().loads.sum();
    }

    static void isUnavailable(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> answer(stage));
        assertInstanceOf(EngineUnavailableException.class, failure.getCause());
    }

    /** Returns the number, or -1 if the engine does not answer. */
    int rooms(TestNode node) throws Exception {
        try {
            return (int) answer(node.admin.nodes().rooms("list-", "", 10)).stream()
                    .filter(room -> room.name().endsWith(suffix))
                    .count();
        } catch (ExecutionException e) {
            assertInstanceOf(EngineUnavailableException.class, e.getCause());
            return -1;
        }
    }

    FakeSubscriber player(TestNode node, String user) {
        FakeSubscriber player = node.guest("r" + suffix, user);
        player.say("{'method':'$connect','id':1,'data':{'game':'play'}}");
        player.welcome();
        return player;
    }
}
