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

/** A bad network between clients and servers: it delays, tears apart, holds up, resets and forgets. */
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

    /** How long each piece takes, and how large it is at most. */
    private volatile Duration delay = Duration.ZERO;

    private volatile int piece = PIECE;
    /** Until when nothing passes, by {@link System#nanoTime()}. */
    private volatile long heldUntil = System.nanoTime();

    /** One connection, seen from both sides. */
    final class Line {
        private final Socket client;
        private final Socket server = new Socket();
        /** Nothing passes any more, and nobody is told. */
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

        /** Both sides get a reset. */
        void reset() {
            lines.remove(this);
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            try {
                socket.close();
            } catch (IOException e) {
                // It is as gone as it can be.
            }
        }

        /** From now on neither side hears of the other. */
        void lose() {
            lost = true;
        }
    }

    /** @param backend the port of the server for the next connection */
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
            // Closed, which is the end of it.
        }
    }

    int port() {
        return accepting.getLocalPort();
    }

    List<Line> lines() {
        return lines;
    }

    /** @param piece in bytes; 0: as it comes */
    void disturb(Duration delay, int piece) {
        this.delay = delay;
        this.piece = piece == 0 ? PIECE : piece;
    }

    /** Nothing passes for a while; then all of it does. */
    void holdUp(Duration time) {
        heldUntil = System.nanoTime() + time.toNanos();
    }

    /** The network is good again; what was lost is found out. */
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
