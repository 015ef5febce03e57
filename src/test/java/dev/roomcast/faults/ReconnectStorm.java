package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.ServerProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Thousands of clients lose their server at once and reconnect. It is not part of every build; {@code
 * src/test/faults/run --herd} runs it.
 */
class ReconnectStorm {

    private static final int SIZE = Integer.getInteger("herd.clients", 1000);
    private static final int PER_ROOM = 10;
    private static final int PORT = Integer.getInteger("herd.port", 18_088);
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE = 180 * SECOND;

    private final StormClients clients = new StormClients(() -> PORT, 1);

    ReconnectStorm() throws IOException {}

    @Test
    void reconnects_all_clients_after_a_drain_and_a_kill() throws Exception {
        ServerProcess first = start();
        for (int i = 0; i < SIZE; i++) {
            clients.add("/ws/herd-" + i / PER_ROOM + "?v=1").waits(i * SECOND / 2000); // 2000 a second at most
        }
        gather("arrive");
        System.out.printf("with %d clients: %d MiB, %d files%n", SIZE, first.residentMiB(), first.openFiles());
        first.terminate();
        ServerProcess second = follow(first);
        gather("return after a drain");
        System.out.println("after, in ms: " + spread(clients.afters()));
        assertSpread(clients.afters());
        second.kill();
        ServerProcess third = follow(second);
        gather("return after a kill");
        System.out.printf("with %d clients: %d MiB, %d files%n", SIZE, third.residentMiB(), third.openFiles());
        assertEquals(SIZE, third.connections());
        assertEquals(List.of(), third.log().takeTroubles());
        third.close();
    }

    /** Checks that the server spreads the reconnects over at least one second, with at most 2000 a second. */
    private static void assertSpread(List<Long> afters) {
        assertTrue(afters.size() > SIZE * 9 / 10, afters.size() + " received a delay for the reconnect");
        long longest = Math.max(1000, SIZE / 2);
        long[] quarters = new long[4];
        for (long after : afters) {
            assertTrue(after >= 1 && after <= longest, "after: " + after);
            quarters[(int) ((after - 1) * 4 / longest)]++;
        }
        for (long clients : quarters) {
            assertTrue(clients > afters.size() / 5, "after by quarters: " + Arrays.toString(quarters));
        }
    }

    private static ServerProcess start() throws Exception {
        return ServerProcess.options()
                .with("PORT", PORT)
                .with("ROOMCAST_DRAIN", "10s")
                .start();
    }

    /** Serves the clients until the server has ended and another one has started. */
    private ServerProcess follow(ServerProcess before) throws Exception {
        while (before.isAlive()) {
            clients.turn();
        }
        before.close();
        ServerProcess[] next = new ServerProcess[1];
        Exception[] failure = new Exception[1];
        Thread starting = new Thread(() -> {
            try {
                next[0] = start();
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        starting.start();
        while (starting.isAlive()) {
            clients.turn();
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        return next[0];
    }

    /** Waits until all clients have received their welcome. */
    private void gather(String what) throws IOException {
        long start = System.nanoTime();
        int before = clients.welcome();
        while (clients.welcome() < SIZE) {
            clients.turn();
            if (System.nanoTime() - start > PATIENCE) {
                throw new AssertionError(what + ": only " + clients.welcome() + " of " + SIZE + " are there");
            }
        }
        double seconds = (System.nanoTime() - start) / (double) SECOND;
        System.out.printf(
                "%s: %d in %.1f s, %.0f a second; connect to welcome, in ms: %s; failed attempts: %d%n",
                what,
                SIZE - before,
                seconds,
                (SIZE - before) / seconds,
                spread(clients.takeLatencies()),
                clients.takeRefused());
    }

    private static String spread(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int last = sorted.size() - 1;
        return last < 0
                ? "none"
                : "min %d, p10 %d, p50 %d, p90 %d, p99 %d, max %d"
                        .formatted(
                                sorted.get(0),
                                sorted.get(last / 10),
                                sorted.get(last / 2),
                                sorted.get((int) (last * 0.9)),
                                sorted.get((int) (last * 0.99)),
                                sorted.get(last));
    }
}
