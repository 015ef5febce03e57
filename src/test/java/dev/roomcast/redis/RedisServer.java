package dev.roomcast.redis;

import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.RequiredTool;
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

/** A Redis of the test on a free port, which stores no data on disk by default. */
public final class RedisServer implements AutoCloseable {

    private final Path tool;
    private final int port;
    private final List<String> options;
    private final Path folder;
    private Process process;

    private RedisServer(Path tool, int port, List<String> options) {
        this.tool = tool;
        this.port = port;
        this.options = options;
        try {
            folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /**
     * Starts a Redis; skips the test with a message without redis-server.
     *
     * @param options additional arguments of the command line
     */
    public static RedisServer open(String... options) {
        return keepingNothing(freePort(), options);
    }

    private static RedisServer keepingNothing(int port, String... options) {
        List<String> all = new ArrayList<>(List.of("--save", ""));
        all.addAll(List.of(options));
        return new RedisServer(redis(), port, all);
    }

    /** Starts a Valkey; skips the test with a message without valkey-server. */
    static RedisServer valkey() {
        Path tool = find("valkey-server");
        if (tool == null) {
            RequiredTool.skip("valkey", "There is no valkey-server on the PATH: rooms over Valkey were NOT tested!");
        }
        return new RedisServer(tool, freePort(), List.of("--save", ""));
    }

    /** Starts a Redis that writes each command to disk before it answers. */
    public static RedisServer keeping() {
        return open("--appendonly", "yes", "--appendfsync", "always");
    }

    /** Starts a Redis that also accepts TLS on a second port. */
    public static RedisServer withTls(int port, Certificates certificates) {
        return open(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificates.file("server.crt"),
                "--tls-key-file",
                certificates.file("server.key"),
                "--tls-ca-cert-file",
                certificates.file("ca.crt"),
                "--tls-auth-clients",
                "no");
    }

    /** Starts a replica of a master. The master's replication id changes with its first replica. */
    public static RedisServer replicaOf(RedisServer master) {
        master.command("CONFIG SET repl-diskless-sync-delay 0");
        master.command("CONFIG SET repl-backlog-ttl 1");
        return open("--replicaof", "127.0.0.1 " + master.port());
    }

    /** Starts a server of a future cluster. */
    static RedisServer ofCluster() {
        int port = freePort();
        while (port > 55_000 || !isFree(port + 10_000)) { // the port of the cluster bus
            port = freePort();
        }
        return keepingNothing(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000");
    }

    /** Starts a sentinel that watches a master and replaces it after an outage of one second. */
    static RedisServer sentinel(String name, RedisServer master) throws IOException {
        Path tool = redis();
        Path file = Files.createTempFile(Path.of("target").toAbsolutePath(), "sentinel", ".conf");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "sentinel monitor " + name + " 127.0.0.1 " + master.port + " 1",
                        "sentinel down-after-milliseconds " + name + " 1000",
                        "sentinel failover-timeout " + name + " 3000",
                        ""));
        return new RedisServer(tool, freePort(), List.of(file.toString(), "--sentinel"));
    }

    private static Path redis() {
        Path tool = find("redis-server");
        return tool == null
                ? RequiredTool.skip(
                        "redis", "There is no redis-server on the PATH: rooms on many nodes were NOT tested!")
                : tool;
    }

    private static Path find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    public static int freePort() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts the server, possibly after a kill. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(options);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
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

    /**
     * Runs one command, whose words are separated by spaces.
     *
     * @return the first line of the answer, or its text
     */
    public String command(String words) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((words + "\r\n").getBytes());
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            if (line.charAt(0) != '$' || line.charAt(1) == '-') {
                return line.toString();
            }
            int length = Integer.parseInt(line.substring(1));
            socket.getInputStream().skipNBytes(1);
            return new String(socket.getInputStream().readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prevents the server from saving its data, so that it refuses all writes. */
    public void failToSave() throws Exception {
        Path dump = folder.resolve("dump.rdb");
        if (Files.isRegularFile(dump)) {
            Files.delete(dump);
        }
        Files.createDirectories(dump); // a file cannot replace a folder
        command("CONFIG SET stop-writes-on-bgsave-error yes");
        command("CONFIG SET save \"3600 1\"");
        command("BGSAVE");
        Eventually.eventually(
                "the server cannot save", () -> command("INFO persistence").contains("rdb_last_bgsave_status:err"));
    }

    /** Makes the server accept writes after a save failed. */
    public void bearFailedSaves() {
        command("CONFIG SET stop-writes-on-bgsave-error no");
        command("CONFIG SET save \"\"");
        try {
            Files.deleteIfExists(folder.resolve("dump.rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name the name of a signal for {@code kill} */
    public void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Kills the server. Its data on disk remains. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
