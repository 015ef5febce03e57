package dev.roomcast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for proxies are what those proxies understand. */
class ProxyFilesTest {

    private static final Path EXAMPLES = Path.of("src/main/deploy");

    @TempDir
    Path folder;

    @Test
    void nginx_understands_its_file() throws Exception {
        Path program = program("nginx");
        Files.writeString(folder.resolve("mime.types"), "types { text/html html; }");
        Path file = copy("nginx.conf");
        run(program, "-t", "-q", "-p", folder.toString(), "-c", file.toString(), "-g", "pid " + folder + "/nginx.pid;");
    }

    @Test
    void haproxy_understands_its_file() throws Exception {
        run(program("haproxy"), "-c", "-q", "-f", copy("haproxy.cfg").toString());
    }

    @Test
    void caddy_understands_its_file() throws Exception {
        run(
                program("caddy"),
                "validate",
                "--adapter",
                "caddyfile",
                "--config",
                copy("Caddyfile").toString());
    }

    /** The server has another name here than in a network of containers. */
    private Path copy(String name) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name)).replace("roomcast:8080", "127.0.0.1:8080");
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path program(String name) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> skip(name));
    }

    private static Path skip(String name) {
        String message = "There is no " + name + " here: its file in " + EXAMPLES + " was NOT tested!";
        System.err.println(message);
        String required = System.getenv().getOrDefault("ROOMCAST_REQUIRE", "");
        assertFalse(List.of(required.split(",")).contains(name), message);
        return abort(message);
    }

    private void run(Path program, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments))
                        .toList());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
