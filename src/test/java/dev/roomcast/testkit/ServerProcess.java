package dev.roomcast.testkit;

import static dev.roomcast.testkit.Eventually.eventually;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The built server as a separate process: the executable or the jar, whichever is newer. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(120);
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    /** The transport of the tests. */
    public static final String TRANSPORT = System.getenv().getOrDefault("ROOMCAST_TRANSPORT", "netty");

    public static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(null))
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private final Process process;
    private final ServerLog log;
    private final Thread reaper;
    private final int port;
    private final Queue<RawClient> clients = new ConcurrentLinkedQueue<>();

    /** The end of the process. */
    public record Exit(int code, Duration time) {}

    /** Creates a server to start; {@code settings} are names and values of its environment in turn. */
    public static final class Options {
        private final Map<String, String> environment = new TreeMap<>();
        private final List<String> flags = new ArrayList<>();
        private Path jar;

        public Options with(String name, Object value) {
            environment.put(name, value.toString());
            return this;
        }

        /** Removes the bounds of messages and bytes of a connection. */
        public Options withoutRates() {
            return with("ROOMCAST_LIMITS_MESSAGES_PER_SECOND", 0).with("ROOMCAST_LIMITS_BYTES_PER_SECOND", 0);
        }

        /** Adds a flag that both the JVM and the executable accept. */
        public Options flag(String flag) {
            flags.add(flag);
            return this;
        }

        /**
         * Selects a jar.
         *
         * @param jar null: the build
         */
        public Options jar(Path jar) {
            this.jar = jar;
            return this;
        }

        public ServerProcess start() throws Exception {
            return new ServerProcess(jar == null ? command(flags) : java(jar, flags), environment);
        }
    }

    public static Options options() {
        return new Options();
    }

    /** Returns the command line of the build. */
    public static List<String> command(List<String> flags) throws IOException {
        Path executable = executable();
        if (executable == null && !Files.exists(JAR)) {
            throw new IllegalStateException("there is no build: neither an executable nor " + JAR + ".");
        }
        if (testsJar()) {
            return java(JAR, flags);
        }
        List<String> command = new ArrayList<>();
        command.add(executable.toAbsolutePath().toString());
        command.addAll(flags);
        return command;
    }

    /** Returns whether the tests use the jar, which is not older than the executable. */
    public static boolean testsJar() throws IOException {
        Path executable = executable();
        return Files.exists(JAR) && (executable == null || !isNewer(executable, JAR));
    }

    /** Returns the executable, or null. */
    private static Path executable() {
        String property = System.getProperty("native.image.path");
        return property != null && Files.isExecutable(Path.of(property)) ? Path.of(property) : null;
    }

    private static List<String> java(Path jar, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-jar");
        command.add(jar.toAbsolutePath().toString());
        return command;
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) >= 0;
    }

    private ServerProcess(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROOMCAST_"));
        builder.environment().put("PORT", "0");
        builder.environment().put("ROOMCAST_TRANSPORT", TRANSPORT);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().putAll(environment);
        process = builder.start();
        reaper = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(reaper);
        log = new ServerLog(process.getInputStream());
        try {
            port = log.port().get(STARTUP.toSeconds(), TimeUnit.SECONDS);
            eventually("the server is ready", () -> get("/q/health/ready").statusCode() == 200);
        } catch (Exception | AssertionError e) {
            kill();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /**
     * Keeps a reference to a client until the server closes, because the garbage collector closes unreferenced sockets.
     */
    public void hold(RawClient client) {
        clients.add(client);
    }

    public ServerLog log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("http", path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "text/plain")
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public int connections() throws Exception {
        return (int) metric("roomcast_connections");
    }

    public int members() throws Exception {
        return (int) metric("roomcast_members");
    }

    public int rooms() throws Exception {
        return (int) metric("roomcast_rooms");
    }

    /** Returns the sum of all metric lines with a prefix; NaN without such a line. */
    public double metric(String beginning) throws Exception {
        double sum = Double.NaN;
        for (String line : get("/q/metrics").body().split("\n")) {
            boolean whole = line.startsWith(beginning + " ") || line.startsWith(beginning + "{");
            if (whole || beginning.contains("{") && line.startsWith(beginning)) {
                double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                sum = Double.isNaN(sum) ? value : sum + value;
            }
        }
        return sum;
    }

    /** Returns the resident memory of the process in MiB; 0 if the system does not report it. */
    public long residentMiB() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return 0;
    }

    /** Asks the process to end, as a service manager does. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy() would also close its output
    }

    /** Ends the process as a service manager does. */
    public Exit stop() throws InterruptedException {
        long start = System.nanoTime();
        terminate();
        return awaitExit(start);
    }

    public Exit awaitExit(long since) throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("the server did not end within 60 s:\n" + log.newest());
        }
        Exit exit = new Exit(process.exitValue(), Duration.ofNanos(System.nanoTime() - since));
        log.finish();
        return exit;
    }

    /**
     * Sends a signal of POSIX to the process.
     *
     * @param name the name of the signal for {@code kill}
     */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Returns the number of open files and sockets of the process; 0 if the system does not report it. */
    public int openFiles() {
        String[] files =
                Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        return files == null ? 0 : files.length;
    }

    /** Kills the process. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        process.waitFor(30, TimeUnit.SECONDS);
        Runtime.getRuntime().removeShutdownHook(reaper);
    }
}
