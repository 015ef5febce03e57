package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Well-behaved members publish while hostile clients mix all known attacks, on a server with 128 MB. {@code
 * src/test/faults/run --hostile 15} runs it for 15 minutes, {@code --seed} repeats the clients.
 */
@Tag("slow")
@FastTransport("it cannot stop reading from a client that floods")
class HostileSoakIT {

    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("hostile.minutes", 0) == 0 ? 20 : 60 * Long.getLong("hostile.minutes"));
    private static final int HEAP_MIB = Integer.getInteger("hostile.heap", 128);
    /** Bound of the memory outside the heap: direct memory, code, classes, threads. */
    private static final int OTHER_MIB = 300;
    /** The maximum growth from the second to the last third, in MiB: less than the leak of one flood. */
    private static final int GROWTH_MIB = 24;

    private static final int ATTACKERS = 3;
    private static final int ROOMS = 3;
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final Duration SAMPLE = Duration.ofSeconds(2);

    private static final List<String> ZERO_AT_THE_END = List.of(
            "roomcast_connections",
            "roomcast_members",
            "roomcast_members_away",
            "roomcast_users",
            "roomcast_rooms",
            "roomcast_rooms_held",
            "roomcast_history_bytes",
            "roomcast_state_bytes",
            "roomcast_backlog_bytes",
            "roomcast_outbox_bytes");

    private ServerProcess server;
    private final List<GoodMembers> rooms = new ArrayList<>();
    private final List<Long> residentMiB = new ArrayList<>();

    @Test
    void disturbs_no_well_behaved_member() throws Exception {
        long seed = Long.getLong("hostile.seed", System.currentTimeMillis() % 1_000_000);
        try (ServerProcess server = ServerProcess.options()
                .flag("-Xmx" + HEAP_MIB + "m")
                .flag("-XX:+ExitOnOutOfMemoryError")
                .with("ROOMCAST_ROOM_LINGER", "3s")
                .with("ROOMCAST_ROOM_HISTORY_AGE", "3s")
                .start()) {
            this.server = server;
            for (int i = 0; i < ROOMS; i++) {
                rooms.add(new GoodMembers(server, "good-" + i));
            }
            long[] calm = talk(Duration.ofSeconds(5), server);
            List<HostileClients> hostile = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            long end = System.nanoTime() + TIME.toNanos();
            for (int i = 0; i < ATTACKERS; i++) {
                HostileClients clients = new HostileClients(server.port(), "good-" + i % ROOMS, seed + i);
                hostile.add(clients);
                threads.add(new Thread(() -> attack(clients, end), "hostile-" + i));
            }
            threads.forEach(Thread::start);
            long[] attacked = talk(TIME, server);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.printf(
                    "Hostile soak, seed %d, %d s: %s%n p99 of a publication %d ms, %d ms without; resident MiB %s%n",
                    seed, TIME.toSeconds(), sum(hostile), percentile(attacked), percentile(calm), residentMiB);
            assertTrue(server.isAlive(), "the process is alive");
            for (GoodMembers room : rooms) {
                room.assertUndisturbed();
                room.close();
            }
            for (String metric : ZERO_AT_THE_END) {
                eventually(metric + " is 0 again", Duration.ofSeconds(60), () -> server.metric(metric) == 0);
            }
            assertEquals(List.of(), server.log().takeTroubles());
            assertFlat();
        } catch (Exception | AssertionError e) {
            System.out.println(
                    server == null
                            ? ""
                            : "output of the server:\n" + server.log().newest());
            System.out.println("Again: src/test/faults/run --hostile 1 --seed " + seed);
            throw e;
        }
    }

    private static void attack(HostileClients clients, long end) {
        while (System.nanoTime() < end) {
            clients.act();
        }
        clients.end();
    }

    /** @return the milliseconds from each publication to its receipt by the sender */
    private long[] talk(Duration time, ServerProcess server) throws Exception {
        List<Long> millis = new ArrayList<>();
        long start = System.nanoTime();
        long sampled = 0;
        for (int i = 0; System.nanoTime() - start < time.toNanos(); i++) {
            millis.add(rooms.get(i % ROOMS).publish());
            if (System.nanoTime() - sampled > SAMPLE.toNanos()) {
                sampled = System.nanoTime();
                residentMiB.add(server.residentMiB());
            }
            Eventually.pause(BREATH);
        }
        return millis.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long percentile(long[] sorted) {
        return sorted[sorted.length * 99 / 100];
    }

    private static Map<String, Integer> sum(List<HostileClients> hostile) {
        Map<String, Integer> sum = new TreeMap<>();
        hostile.forEach(each -> each.counts().forEach((name, count) -> sum.merge(name, count, Integer::sum)));
        return sum;
    }

    private void assertFlat() {
        long[] sizes = residentMiB.stream().mapToLong(Long::longValue).toArray();
        long most = Arrays.stream(sizes).max().orElse(0);
        assertTrue(most < HEAP_MIB + OTHER_MIB, "Resident: " + most + " MiB");
        if (TIME.toMinutes() >= 5) {
            long before = median(sizes, sizes.length / 3, 2 * sizes.length / 3);
            long after = median(sizes, 2 * sizes.length / 3, sizes.length);
            assertTrue(after <= before + GROWTH_MIB, "Resident: " + before + " MiB, then " + after + " MiB");
        }
    }

    private static long median(long[] sizes, int from, int to) {
        return Arrays.stream(sizes, from, to).sorted().toArray()[(to - from) / 2];
    }
}
