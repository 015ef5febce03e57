package dev.roomcast.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built server, jar or executable, as a separate process on a free port. */
final class BuiltServer implements Scenario.Server, AutoCloseable {

    private static final Path TARGET = Path.of("target");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

    private final Process process;
    private final URI uri;

    /** @param settings additional settings by key */
    BuiltServer(Map<String, String> settings) {
        try {
            process = new ProcessBuilder(command(settings))
                    .redirectErrorStream(true)
                    .start();
            uri = URI.create("http://127.0.0.1:" + port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Map<String, String> settings) throws IOException {
        Properties artifact = new Properties();
        try (InputStream in = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(in);
        }
        String path = TARGET.resolve(artifact.getProperty("path")).toString();
        boolean isJar = !artifact.getProperty("type").startsWith("native");
        List<String> command = new ArrayList<>();
        command.add(
                isJar ? Path.of(System.getProperty("java.home"), "bin", "java").toString() : path);
        command.add("-Dquarkus.http.port=0");
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (isJar) {
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", path));
        }
        return command;
    }

    private String port() throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder soFar = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread rest = new Thread(() -> log.lines().forEach(each -> {}), "log of the built server");
                rest.setDaemon(true);
                rest.start();
                return listening.group(1);
            }
            soFar.append(line).append('\n');
        }
        throw new AssertionError("the server did not start:\n" + soFar);
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void stop() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
