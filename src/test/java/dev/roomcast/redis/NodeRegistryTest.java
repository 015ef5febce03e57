package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import io.vertx.redis.client.Response;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of nodes in Redis. */
class NodeRegistryTest {

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private final SystemClock clock = new SystemClock();
    private final RedisServer redis = RedisServer.open();

    @AfterEach
    void close() {
        redis.close();
        clock.close();
    }

    @Test
    void stays_removed_when_a_heartbeat_is_due_during_the_leave() throws Exception {
        RedisSettings settings = new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 15_000, 30_000, 1000, 0);
        RedisEngine engine = engines.start(settings, new Ids(new SecureRandom()), clock);
        eventually(
                "the node is registered",
                () -> redis.command("ZCARD roomcast:nodes").equals(":1"));
        engine.registry().leave();
        engine.registry().beat();
        CompletableFuture<Response> later = new CompletableFuture<>();
        engine.notify("nobody", "hears this", later::complete, () -> later.complete(null));
        assertEquals("0", later.get(30, TimeUnit.SECONDS).get(0).toString());
        assertEquals(":0", redis.command("ZCARD roomcast:nodes"));
    }
}
