package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tests with other people's clients and with the pages, which are written in JavaScript. */
class NodeClientsIT {

    static final Path PROJECT = Path.of("src/test/client");
    static final Path CLIENT = Path.of("src/main/client");
    private static final int MINUTES = 10;

    @Test
    void other_peoples_clients_and_the_pages_work_with_what_was_built() throws Exception {
        requireTool("node");
        install(PROJECT);
        install(CLIENT);
        run(PROJECT, "node", "--test", "--test-reporter=spec");
    }

    @Test
    void the_client_that_is_served_is_what_its_source_makes_and_fits_every_platform() throws Exception {
        requireTool("node");
        install(CLIENT);
        run(CLIENT, "node", "build.mjs", "--check");
    }

    static void install(Path project) throws Exception {
        if (!isInstalled(project)) {
            requireTool("npm");
            run(project, "npm", "ci", "--ignore-scripts");
        }
    }

    static void requireTool(String tool) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        if (!found) {
            String message = "There is no " + tool + " here: the clients in " + PROJECT + " were NOT tested!";
            Lacking.skip("node", message);
        }
    }

    /** Whether what the lock file names is there. */
    private static boolean isInstalled(Path project) throws IOException {
        Path installed = project.resolve("node_modules/.package-lock.json");
        Path wanted = project.resolve("package-lock.json");
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0;
    }

    private static void run(Path folder, String... command) throws Exception {
        run(folder, Map.of("ROOMCAST_SERVER", json(ServerProcess.command(List.of()))), command);
    }

    static void run(Path folder, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        Thread output = new Thread(() -> passOn(process), "node-output");
        output.start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError(String.join(" ", command) + " did not end within " + MINUTES + " minutes");
            }
            output.join(10_000);
            assertEquals(0, process.exitValue(), String.join(" ", command));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void passOn(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(System.out::println);
        } catch (IOException e) {
            System.out.println("(" + e + ")");
        }
    }

    private static String json(List<String> words) {
        return words.stream()
                .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }
}
