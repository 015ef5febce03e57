package dev.roomcast.faults;

import java.io.IOException;
import java.util.function.IntSupplier;

/** Many clients, each alone in its own room, that reconnect after a lost connection. */
final class Crowd implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;
    /** Maximum number of new connections per second. */
    private static final int RATE = 500;

    private final int size;
    private final IntSupplier port;
    private StormClients clients;
    private Thread loop;
    private volatile boolean closed;

    /** @param port the port of the next connection */
    Crowd(int size, IntSupplier port) {
        this.size = size;
        this.port = port;
    }

    void open() throws IOException {
        if (size == 0) {
            return;
        }
        closed = false;
        clients = new StormClients(port, 1);
        for (int i = 0; i < size; i++) {
            clients.add("/ws/crowd" + i + "?v=1").waits(i * SECOND / RATE);
        }
        loop = new Thread(this::run, "crowd");
        loop.start();
    }

    private void run() {
        try (StormClients all = clients) {
            while (!closed) {
                all.turn();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether all clients are members. */
    boolean isComplete() {
        return size == 0 || clients.welcome() == size;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        if (loop != null) {
            loop.join();
        }
    }
}
