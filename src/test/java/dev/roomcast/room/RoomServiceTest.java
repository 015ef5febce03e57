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
    void creates_a_room_once_when_two_threads_open_it() throws Exception {
        try (SystemClock clock = new SystemClock()) {
            Thread second = new Thread(() -> other.complete(house.rooms.open("r")));
            house = new TestNode(new MemoryEngine(new Ids(new SecureRandom()), clock), clock, name -> {
                if (begun.incrementAndGet() == 1) {
                    second.start();
                    while (!STUCK.contains(second.getState())) {
                        Thread.onSpinWait(); // until the second thread waits or has finished
                    }
                }
                return TwoNodeTest.type(name);
            });
            assertSame(house.rooms.open("r"), other.get(30, TimeUnit.SECONDS));
            assertEquals(1, begun.get());
        }
    }
}
