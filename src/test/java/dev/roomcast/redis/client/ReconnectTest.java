package dev.roomcast.redis.client;

import static dev.roomcast.testkit.Eventually.eventually;

import dev.roomcast.room.SystemClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Attempts to connect without a server. */
class ReconnectTest {

    @Test
    void retries_after_a_receiver_throws() throws Exception {
        Vertx vertx = Vertx.vertx();
        SystemClock clock = new SystemClock();
        AtomicInteger attempts = new AtomicInteger();
        try {
            RedisAddress address = RedisAddress.of("redis://127.0.0.1:1");
            RedisSettings settings = new RedisSettings(address, "roomcast", 15_000, 30_000, 1000, 0);
            RedisLink link = new RedisLink(
                    new Connector(vertx, settings, clock, new RedisCounters(), Throwable::printStackTrace),
                    () -> {
                        attempts.incrementAndGet();
                        return Future.failedFuture("nowhere");
                    },
                    new RecordingLinkListener() {
                        @Override
                        public void onDown(RedisLink down, Throwable why) {
                            throw new IllegalStateException("thrown by the test");
                        }
                    });
            link.start();
            eventually("the link tries again", () -> attempts.get() > 2);
        } finally {
            clock.close();
            vertx.close();
        }
    }
}
