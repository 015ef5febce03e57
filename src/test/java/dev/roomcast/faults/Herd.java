package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.it.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Very many clients lose their server at once, and come back. No test of every build: {@code src/test/faults/run --herd} runs
 * it.
 */
class Herd {

    private static final int SIZE = Integer.getInteger("herd.clients", 1000);
    private static final int PER_ROOM = 10;
    private static final int PORT = Integer.getInteger("herd.port", 18_088);
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE = 180 * SECOND;

    private final Random random = new Random(1);
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    private final List<Sheep> all = new ArrayList<>();
    private final PriorityQueue<Sheep> waiting = new PriorityQueue<>(Comparator.comparingLong(sheep -> sheep.due));

    private int welcome;
    private int refused;
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> afters = new ArrayList<>();

    Herd() throws IOException {}

    @Test
    void all_come_back() throws Exception {
        ServerProcess first = start();
        for (int i = 0; i < SIZE; i++) {
            all.add(new Sheep(this, "/ws/herd-" + i / PER_ROOM + "?v=1"));
        }
        for (int i = 0; i < SIZE; i++) {
            all.get(i).waits(i * SECOND / 2000); // 2000 a second at most
        }
        gather("arrive");
        System.out.printf("with %d clients: %d MiB, %d files%n", SIZE, first.residentMiB(), first.openFiles());
        first.terminate();
        ServerProcess second = follow(first);
        gather("return after a drain");
        System.out.println("after, in ms: " + spread(afters));
        second.kill();
        ServerProcess third = follow(second);
        gather("return after a kill");
        System.out.printf("with %d clients: %d MiB, %d files%n", SIZE, third.residentMiB(), third.openFiles());
        assertEquals(SIZE, third.connections());
        assertEquals(List.of(), third.log().takeTroubles());
        third.close();
    }

    private static ServerProcess start() throws Exception {
        return ServerProcess.options()
                .with("PORT", PORT)
                .with("ROOMCAST_DRAIN", "10s")
                .start();
    }

    /** Goes on with the clients until the server has ended and another has begun. */
    private ServerProcess follow(ServerProcess before) throws Exception {
        while (before.isAlive()) {
            turn();
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
            turn();
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        return next[0];
    }

    /** Waits until all have their welcome. */
    private void gather(String what) throws IOException {
        long start = System.nanoTime();
        int before = welcome;
        while (welcome < SIZE) {
            turn();
            if (System.nanoTime() - start > PATIENCE) {
                throw new AssertionError(what + ": only " + welcome + " of " + SIZE + " are there");
            }
        }
        double seconds = (System.nanoTime() - start) / (double) SECOND;
        System.out.printf(
                "%s: %d in %.1f s, %.0f a second; connect to welcome, in ms: %s; attempts that failed: %d%n",
                what, SIZE - before, seconds, (SIZE - before) / seconds, spread(latencies), refused);
        latencies.clear();
        refused = 0;
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

    private void turn() throws IOException {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().due <= now) {
            waiting.remove().connect(server, selector);
        }
        selector.select(this::ready, 5);
    }

    private void ready(SelectionKey key) {
        Sheep sheep = (Sheep) key.attachment();
        try {
            if (key.isConnectable()) {
                sheep.ask();
                key.interestOps(SelectionKey.OP_READ);
            } else {
                buffer.clear();
                if (((SocketChannel) key.channel()).read(buffer) < 0) {
                    throw new IOException("ended");
                }
                sheep.read(buffer.flip());
            }
        } catch (IOException e) {
            lost(sheep);
        }
    }

    void later(Sheep sheep) {
        waiting.add(sheep);
    }

    void welcome(long nanos) {
        welcome++;
        latencies.add(nanos / 1_000_000);
    }

    void told(long after) {
        afters.add(after);
    }

    /** It comes back when it was told to, or else as the client does: after one to three seconds. */
    void lost(Sheep sheep) {
        if (sheep.end()) {
            welcome--;
        } else {
            refused++;
        }
        long pause = sheep.after() > 0 ? sheep.after() * 1_000_000 : SECOND + (long) (random.nextDouble() * 2 * SECOND);
        sheep.waits(pause);
    }
}
