package dev.roomcast.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** An unreliable network between clients and servers that delays, splits, holds, resets and drops data. */
final class Proxy implements AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final Duration STEP = Duration.ofMillis(5);

    private final ServerSocket accepting = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final IntSupplier backend;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** The delay of each piece, and its maximum size. */
    private volatile Duration delay = Duration.ZERO;

    private volatile int piece = PIECE;
    /** The end of a pause of all traffic, by {@link System#nanoTime()}. */
    private volatile long heldUntil = System.nanoTime();

    /** Both sides of one connection. */
    final class Line {
        private final Socket client;
        private final Socket server = new Socket();
        /** The connection forwards no data any more, without closing either side. */
        private volatile boolean lost;

        private Line(Socket client) {
            this.client = client;
        }

        private void run() {
            lines.add(this);
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.getAsInt()), 2000);
                threads.execute(() -> pass(server, client));
                pass(client, server);
            } catch (IOException e) {
                reset();
            }
        }

        private void pass(Socket from, Socket to) {
            byte[] bytes = new byte[PIECE];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes, 0, piece); count >= 0; count = in.read(bytes, 0, piece)) {
                    hold();
                    out.write(bytes, 0, count);
                }
                hold();
                end(to);
            } catch (IOException e) {
                hold();
                reset();
            }
        }

        private void end(Socket to) throws IOException {
            to.shutdownOutput();
            if (client.isOutputShutdown() && server.isOutputShutdown()) {
                reset();
            }
        }

        private void hold() {
            LockSupport.parkNanos(delay.toNanos());
            while ((lost || System.nanoTime() < heldUntil) && !client.isClosed()) {
                LockSupport.parkNanos(STEP.toNanos());
            }
        }

        /** Resets both sides. */
        void reset() {
            lines.remove(this);
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // The connection is already closed.
            }
            try {
                socket.close();
            } catch (IOException e) {
                // The socket is already closed.
            }
        }

        /** Stops forwarding in both directions. */
        void lose() {
            lost = true;
        }
    }

    /** @param backend supplies the port of the server for the next connection */
    Proxy(IntSupplier backend) throws IOException {
        this.backend = backend;
        threads.execute(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Line line = new Line(accepting.accept());
                threads.execute(line::run);
            }
        } catch (IOException e) {
            // The proxy is closed.
        }
    }

    int port() {
        return accepting.getLocalPort();
    }

    List<Line> lines() {
        return lines;
    }

    /** @param piece the size of pieces in bytes; 0: as received */
    void disturb(Duration delay, int piece) {
        this.delay = delay;
        this.piece = piece == 0 ? PIECE : piece;
    }

    /** Holds all data for a while and then forwards it. */
    void holdUp(Duration time) {
        heldUntil = System.nanoTime() + time.toNanos();
    }

    /** Restores the network and closes the connections that lost data. */
    void heal() {
        disturb(Duration.ZERO, 0);
        heldUntil = System.nanoTime();
        lines.stream().filter(line -> line.lost).forEach(Line::reset);
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        lines.forEach(Line::reset);
        threads.shutdownNow();
    }
}
