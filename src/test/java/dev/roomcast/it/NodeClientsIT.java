package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.testkit.RequiredTool;
import dev.roomcast.testkit.ServerProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the JavaScript tests: third-party clients and the pages. */
@Tag("slow")
class NodeClientsIT {

    static final Path PROJECT = Path.of("src/test/client");
    static final Path CLIENT = Path.of("src/main/client");
    private static final int MINUTES = 20;

    @Test
    void works_with_third_party_clients_and_pages() throws Exception {
        requireTool("node");
        install(PROJECT);
        install(CLIENT);
        List<String> command = new ArrayList<>(List.of("node", "--test", "--test-reporter=spec"));
        if (!ServerProcess.testsJar()) {
            command.addAll(filesThatNeedTheServer());
        }
        run(PROJECT, command.toArray(String[]::new));
    }

    /**
     * The test files for the executable. The others have the same result for every build: those without a server, and
     * those on the layout and load of a page.
     */
    private static List<String> filesThatNeedTheServer() throws IOException {
        Set<String> sameForEveryBuild = Set.of("axe.test.mjs", "client-examples.test.mjs", "page-stress.test.mjs");
        try (Stream<Path> files = Files.list(PROJECT)) {
            List<String> names = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".test.mjs"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                if (Files.readString(file).contains("./server.mjs") && !sameForEveryBuild.contains(name)) {
                    names.add(name);
                }
            }
            return names;
        }
    }

    @Test
    void serves_the_client_that_its_source_builds() throws Exception {
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
            RequiredTool.skip("node", message);
        }
    }

    /** Returns whether the packages of the lock file are installed. */
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
