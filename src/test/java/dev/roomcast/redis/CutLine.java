package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A connection proxy to a local server that can be cut and restored. */
public final class CutLine implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    /** Drops all answers from the first request that contains this word; null: none. */
    private volatile String last;

    private volatile boolean deaf;
    private volatile boolean losesEvents;

    /** @param target the server's port */
    public CutLine(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cut-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                if (cut) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(near);
                open.add(far);
                start(() -> pass(near, far, this::asks));
                start(() -> pass(far, near, this::passes));
            } catch (IOException e) {
                // the listening socket or the server is closed
            }
        }
    }

    private static void pass(Socket from, Socket to, Predicate<String> passes) {
        byte[] bytes = new byte[16384];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (passes.test(new String(bytes, 0, count, ISO_8859_1))) {
                    to.getOutputStream().write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // the connection was cut
        }
    }

    private boolean asks(String request) {
        deaf |= last != null && request.contains(last);
        return true;
    }

    private boolean passes(String answer) {
        return !deaf && !(losesEvents && answer.contains("\r\nmessage\r\n"));
    }

    /** Drops the messages of subscribed channels, until the connection is restored. */
    public void loseEvents() {
        losesEvents = true;
    }

    /** Drops all answers from the next request with a word on, until the connection is restored. */
    public void loseAnswersFrom(String word) {
        last = word;
    }

    /** Closes all connections and refuses new ones until the proxy is restored. */
    public void cut() {
        cut = true;
        open.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        open.clear();
    }

    public void mend() {
        last = null;
        deaf = false;
        losesEvents = false;
        cut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        door.close();
    }
}
