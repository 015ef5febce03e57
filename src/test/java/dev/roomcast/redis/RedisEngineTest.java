package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineContract;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomView;
import dev.roomcast.room.SystemClock;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that share a Redis. */
class RedisEngineTest extends EngineContract {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;

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
        return nodes.two(RedisAddress.of(redis.url()), names, clock);
    }

    @Test
    void fails_unless_every_node_answers() throws Exception {
        try (SystemClock clock = new SystemClock();
                Socket third = new Socket("127.0.0.1", redis.port())) {
            NodeQueries all = nodes.start(
                            new RedisSettings(RedisAddress.of(redis.url()), "silent", 15_000, 500, 1000, 0),
                            new Ids(new SecureRandom()),
                            clock)
                    .join(new Nobody());
            eventually("the node is alone", () -> answers(all));
            third.getOutputStream().write("SUBSCRIBE silent:all\r\n".getBytes());
            assertEquals('*', third.getInputStream().read());
            eventually("the node is unknown", () -> answers(all));
            redis.command("ZADD silent:nodes " + (System.currentTimeMillis() + 600_000) + " third");
            assertFalse(answers(all));
            redis.command("ZREM silent:nodes third");
            eventually("the node is dead", () -> answers(all));
        }
    }

    /** A node without rooms. */
    private static final class Nobody implements NodeQueries {
        @Override
        public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<Integer> disconnect(String user) {
            return CompletableFuture.completedFuture(0);
        }
    }

    private static boolean answers(NodeQueries all) throws Exception {
        try {
            return all.disconnect("li").toCompletableFuture().get(30, TimeUnit.SECONDS) == 0;
        } catch (ExecutionException e) {
            assertInstanceOf(EngineUnavailableException.class, e.getCause());
            return false;
        }
    }
}
