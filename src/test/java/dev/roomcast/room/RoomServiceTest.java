package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoomServiceTest {

    private static final Set<Thread.State> STUCK = EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED);

    private final AtomicInteger begun = new AtomicInteger();
    private final CompletableFuture<Room> other = new CompletableFuture<>();
    private TestNode house;

    @Test
    void a_room_begins_once_though_two_come_to_it_at_the_same_time() throws Exception {
        try (SystemClock clock = new SystemClock()) {
            Thread second = new Thread(() -> other.complete(house.rooms.open("r")));
            house = new TestNode(new MemoryEngine(new Ids(new SecureRandom()), clock), clock, name -> {
                if (begun.incrementAndGet() == 1) {
                    second.start();
                    while (!STUCK.contains(second.getState())) {
                        Thread.onSpinWait(); // until it has come, and waits or has gone on
                    }
                }
                return TwoNodeTest.type(name);
            });
            assertSame(house.rooms.open("r"), other.get(30, TimeUnit.SECONDS));
            assertEquals(1, begun.get());
        }
    }
}
