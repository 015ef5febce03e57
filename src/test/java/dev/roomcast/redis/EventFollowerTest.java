package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bounds of events that wait for the load of their room, on a node without a Redis. */
class EventFollowerTest {

    private static final int MAX_IN_FLIGHT = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final SystemClock clock = new SystemClock();
    private final RedisEngine engine = new RedisEngine(
            new RedisSettings(RedisAddress.of("redis://127.0.0.1:1"), "roomcast", 15_000, 30_000, MAX_IN_FLIGHT, 0),
            vertx,
            new Ids(new Random(1)),
            clock,
            new RedisCounters(),
            Throwable::printStackTrace);
    private final EventFollower follower = new EventFollower(null, engine, null);

    @AfterEach
    void close() {
        clock.close();
        vertx.close();
    }

    /** @param bytes the length, at least that of the head */
    private static byte[] event(int bytes) {
        byte[] head = "e 7 1 0 0 P c_other\n".getBytes(UTF_8);
        byte[] event = Arrays.copyOf(head, bytes);
        Arrays.fill(event, head.length, bytes, (byte) 'x');
        return event;
    }

    private void receive(int count, byte[] event) {
        for (int i = 0; i < count; i++) {
            follower.onMessage(event);
        }
    }

    /** Returns the number of waiting events, computed from the remaining budget. */
    private int waiting() {
        int free = 0;
        while (engine.early().tryAcquire(0)) {
            free++;
        }
        for (int i = 0; i < free; i++) {
            engine.early().release(0);
        }
        return MAX_IN_FLIGHT - free;
    }

    @Test
    void keeps_4096_early_events_of_a_room_and_drops_all_on_the_next_one() {
        receive(4096, event(100));
        assertEquals(4096, waiting());
        receive(1, event(100));
        assertEquals(0, waiting());
        receive(1, event(100));
        assertEquals(1, waiting());
    }

    @Test
    void keeps_32_mib_of_early_events_and_drops_those_of_the_room_on_the_next_one() {
        byte[] large = event(1 << 20);
        receive(32, large);
        assertEquals(32, waiting());
        receive(1, large);
        assertEquals(0, waiting());
    }

    @Test
    void releases_the_early_events_when_redis_is_unavailable() {
        receive(100, event(1 << 10));
        follower.onDisconnected();
        assertEquals(0, waiting());
    }
}
