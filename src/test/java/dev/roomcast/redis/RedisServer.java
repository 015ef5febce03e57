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

/** A Redis of the test's own, on a free port, which keeps nothing on disk unless it is asked to. */
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
     * Skips the test, loudly, where there is no redis-server.
     *
     * @param options more words of its command line
     */
    public static RedisServer open(String... options) {
        return keepingNothing(freePort(), options);
    }

    private static RedisServer keepingNothing(int port, String... options) {
        List<String> all = new ArrayList<>(List.of("--save", ""));
        all.addAll(List.of(options));
        return new RedisServer(redis(), port, all);
    }

    /** A Valkey. Skips the test, loudly, where there is no valkey-server. */
    static RedisServer valkey() {
        Path tool = find("valkey-server");
        if (tool == null) {
            RequiredTool.skip("valkey", "There is no valkey-server here: rooms over Valkey were NOT tested!");
        }
        return new RedisServer(tool, freePort(), List.of("--save", ""));
    }

    /** One that writes everything down before it answers. */
    public static RedisServer keeping() {
        return open("--appendonly", "yes", "--appendfsync", "always");
    }

    /** One that speaks TLS at that port as well. */
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

    /** One that follows a master. Each time that this one is the master's first, the master's replication id changes. */
    public static RedisServer replicaOf(RedisServer master) {
        master.command("CONFIG SET repl-diskless-sync-delay 0");
        master.command("CONFIG SET repl-backlog-ttl 1");
        return open("--replicaof", "127.0.0.1 " + master.port());
    }

    /** One of a cluster that is still to be made. */
    static RedisServer ofCluster() {
        int port = freePort();
        while (port > 55_000 || !isFree(port + 10_000)) { // where they talk to each other
            port = freePort();
        }
        return keepingNothing(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000");
    }

    /** One that watches a master, and finds another where it is gone for a second. */
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
                ? RequiredTool.skip("redis", "There is no redis-server here: rooms on many nodes were NOT tested!")
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

    /** Starts it, again if it was killed. */
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
     * Runs one command, words with spaces between.
     *
     * @return the first line of the answer, or the text that it is
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

    /** Prevents the server from saving its data: it refuses all writes therefore. */
    public void failToSave() throws Exception {
        Path dump = folder.resolve("dump.rdb");
        if (Files.isRegularFile(dump)) {
            Files.delete(dump);
        }
        Files.createDirectories(dump); // no file takes the place of a folder
        command("CONFIG SET stop-writes-on-bgsave-error yes");
        command("CONFIG SET save \"3600 1\"");
        command("BGSAVE");
        Eventually.eventually(
                "it cannot save", () -> command("INFO persistence").contains("rdb_last_bgsave_status:err"));
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

    /** @param name of a signal, as {@code kill} knows it */
    public void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
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
