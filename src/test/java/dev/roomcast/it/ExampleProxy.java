package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;

import dev.roomcast.testkit.RequiredTool;
import dev.roomcast.testkit.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy in front of a server, with its example file, in which only the addresses and the file limit are changed. */
final class ExampleProxy implements AutoCloseable {

    private static final Path EXAMPLES = Path.of("src/main/deploy");

    private final Process process;
    private final int port;

    private ExampleProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a proxy and waits until it listens; skips the test with a message if the program is not installed.
     *
     * @param name {@code nginx}, {@code haproxy} or {@code caddy}
     * @param folder an empty folder
     */
    static ExampleProxy start(String name, ServerProcess server, Path folder) throws Exception {
        String program = program(name);
        int port = freePort();
        List<String> command = switch (name) {
            case "nginx" -> {
                Files.writeString(folder.resolve("mime.types"), "types { text/html html; }");
                String file = copy("nginx.conf", folder, server, "listen 80;", "listen 127.0.0.1:" + port + ";");
                yield List.of("-p", folder + "/", "-c", file, "-g", "daemon off; pid " + folder + "/pid;");
            }
            case "haproxy" -> List.of("-f", copy("haproxy.cfg", folder, server, "bind :80", "bind 127.0.0.1:" + port));
            default ->
                List.of(
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        copy("Caddyfile", folder, server, ":80 {", ":" + port + " {\n\tbind 127.0.0.1"));
        };
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(program), command.stream()).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("HOME", folder.toString());
        ExampleProxy proxy = new ExampleProxy(builder.start(), port);
        try {
            eventually(name + " listens", proxy::listens);
        } catch (Exception | AssertionError e) {
            proxy.close();
            throw new AssertionError(name + ":\n" + Files.readString(folder.resolve("log")), e);
        }
        return proxy;
    }

    private static String copy(String name, Path folder, ServerProcess server, String listen, String local)
            throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name))
                .replace(listen, local)
                .replace("maxconn 65536", "maxconn 4096")
                .replace("roomcast:8080", "127.0.0.1:" + server.port());
        String global = name.equals("Caddyfile") ? "{\n\tadmin off\n}\n" : "";
        return Files.writeString(folder.resolve(name), global + text).toString();
    }

    private static String program(String name) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> RequiredTool.skip(name, "There is no " + name + " here: it was NOT tested!"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("the proxy ended with " + process.exitValue() + ".");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
