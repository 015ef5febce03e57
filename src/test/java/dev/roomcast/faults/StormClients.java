package dev.roomcast.faults;

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
import java.util.function.IntSupplier;

/** Thousands of clients in one thread, which reconnect after a lost connection. */
final class StormClients implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;

    private final Random random;
    private final IntSupplier port;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final List<StormClient> all = new ArrayList<>();
    private final PriorityQueue<StormClient> waiting =
            new PriorityQueue<>(Comparator.comparingLong(client -> client.due));

    private volatile int welcome;
    private int refused;
    private List<Long> latencies = new ArrayList<>();
    private List<Long> afters = new ArrayList<>();

    /** @param port the port of the next connection */
    StormClients(IntSupplier port, long seed) throws IOException {
        this.port = port;
        this.random = new Random(seed);
    }

    /** Adds a client, which connects after {@link StormClient#waits}. */
    StormClient add(String path) {
        StormClient client = new StormClient(this, path);
        all.add(client);
        return client;
    }

    /** Connects the clients that are due, and reads from those with data. */
    void turn() throws IOException {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().due <= now) {
            waiting.remove()
                    .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()), selector);
        }
        selector.select(this::ready, 5);
    }

    private void ready(SelectionKey key) {
        StormClient client = (StormClient) key.attachment();
        try {
            if (key.isConnectable()) {
                client.ask();
                key.interestOps(SelectionKey.OP_READ);
            } else {
                buffer.clear();
                if (((SocketChannel) key.channel()).read(buffer) < 0) {
                    throw new IOException("ended");
                }
                client.read(buffer.flip());
            }
        } catch (IOException e) {
            lost(client);
        }
    }

    void later(StormClient client) {
        waiting.add(client);
    }

    void welcome(long nanos) {
        welcome++;
        latencies.add(nanos / 1_000_000);
    }

    void told(long after) {
        afters.add(after);
    }

    /** Schedules a reconnect after the server's pause or, as the SDK does, after one to three seconds. */
    void lost(StormClient client) {
        if (client.end()) {
            welcome--;
        } else {
            refused++;
        }
        long after = client.takeAfter();
        client.waits(after > 0 ? after * 1_000_000 : SECOND + (long) (random.nextDouble() * 2 * SECOND));
    }

    /** Returns the number of clients that are members. */
    int welcome() {
        return welcome;
    }

    /** Returns the number of failed attempts since the last call. */
    int takeRefused() {
        int taken = refused;
        refused = 0;
        return taken;
    }

    /** Returns the times from connect to welcome since the last call, in milliseconds. */
    List<Long> takeLatencies() {
        List<Long> taken = latencies;
        latencies = new ArrayList<>();
        return taken;
    }

    /** Returns the pauses that servers requested, in milliseconds. */
    List<Long> afters() {
        return afters;
    }

    @Override
    public void close() throws IOException {
        all.forEach(StormClient::end);
        selector.close();
    }
}
