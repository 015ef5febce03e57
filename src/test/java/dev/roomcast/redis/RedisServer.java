package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis of the test's own, on a free port, which keeps nothing on disk unless it is asked to. */
public final class RedisServer implements AutoCloseable {

    private static final Path TOOL = find();

    private final int port = freePort();
    private final boolean keeps;
    private final Path folder;
    private Process process;

    private RedisServer(boolean keeps) {
        this.keeps = keeps;
        try {
            folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Skips the test, loudly, where there is no redis-server. */
    public static RedisServer open() {
        require();
        return new RedisServer(false);
    }

    /** One that writes everything down before it answers. */
    public static RedisServer keeping() {
        require();
        return new RedisServer(true);
    }

    private static void require() {
        if (TOOL == null) {
            String message = "There is no redis-server here: rooms on many nodes were NOT tested!";
            System.err.println(message);
            String required = System.getenv().getOrDefault("ROOMCAST_REQUIRE", "");
            assertFalse(List.of(required.split(",")).contains("redis"), message);
            abort(message);
        }
    }

    private static Path find() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it, again if it was killed. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(TOOL.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
        if (keeps) {
            command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            while (!answers()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("log")));
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            socket.getOutputStream().write("PING\r\n".getBytes());
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs one command, words with spaces between. @return the first line of the answer */
    public String command(String words) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((words + "\r\n").getBytes());
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as a crash does. What it has kept on disk stays. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
