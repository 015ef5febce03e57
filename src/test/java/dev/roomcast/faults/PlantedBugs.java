package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Plants each bug of {@link #BUGS} into a copy of the built jar and checks that the checker finds it. It is not part of
 * every build; {@code src/test/faults/run --planted all} runs it.
 */
class PlantedBugs {

    static final Path BUGS = Path.of("src/test/resources/faults");

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path APPLICATION = Path.of("target/quarkus-app");
    private static final Path PLANTED = Path.of("target/planted");
    private static final int STEPS = 1500;
    private static final int ROUNDS = 20;

    @Test
    void finds_each_planted_bug() throws Exception {
        List<String> missed = new ArrayList<>();
        System.out.println("| planted bug | found | as |\n|---|---|---|");
        for (Path patch : patches()) {
            String name = patch.getFileName().toString().replace(".patch", "");
            boolean isOfRedis = changed(patch).stream().anyMatch(file -> file.contains("/redis/"));
            String found = find(name, plant(name, patch), isOfRedis);
            System.out.println("| " + name + " | " + (found == null ? "no | |" : found));
            if (found == null) {
                missed.add(name);
            }
        }
        assertEquals(List.of(), missed);
    }

    static List<Path> patches() throws IOException {
        String wanted = System.getProperty("faults.planted", "all");
        try (Stream<Path> files = Files.list(BUGS)) {
            return files.filter(file -> wanted.equals("all") || file.endsWith(wanted + ".patch"))
                    .sorted()
                    .toList();
        }
    }

    /** @return the rest of the table row; null if the bug was not found */
    private static String find(String name, Path jar, boolean isOfRedis) throws Exception {
        try (Servers servers = isOfRedis ? Nodes.over(RedisServer.open(), jar, NodesIT.SMALL) : new Servers(jar);
                Proxy proxy = new Proxy(servers::port)) {
            for (int i = 1; i <= ROUNDS; i++) {
                FaultRound round = new FaultRound(i, servers, proxy, ServerProcess.HTTP);
                round.run(STEPS);
                List<String> violations = Checker.violations(round.recorder().events(), Servers.KEPT);
                System.err.println(name + ": " + Summary.of(round.recorder().events()));
                if (!violations.isEmpty()) {
                    return "in round " + i + " | "
                            + violations.get(0).replaceAll("[:,({\\[0-9].*", "").strip() + " |";
                }
            }
        }
        return null;
    }

    /** @return the jar with the bug */
    private static Path plant(String name, Path patch) throws Exception {
        Path folder = PLANTED.resolve(name).toAbsolutePath();
        copy(SOURCES, folder.resolve(SOURCES));
        copy(
                RESOURCES.resolve("redis"),
                Files.createDirectories(folder.resolve(RESOURCES)).resolve("redis"));
        copy(APPLICATION, folder.resolve("quarkus-app"));
        apply(patch.toAbsolutePath(), folder);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> sources = new ArrayList<>();
        for (String file : changed(patch)) {
            Path changed = folder.resolve(file);
            if (file.endsWith(".java")) {
                sources.add(changed);
            } else {
                Path resource = classes.resolve(folder.resolve(RESOURCES).relativize(changed));
                Files.createDirectories(resource.getParent());
                Files.copy(changed, resource, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!sources.isEmpty()) {
            compile(sources, classes);
        }
        try (Stream<Path> jars = Files.list(folder.resolve("quarkus-app/app"))) {
            update(jars.findFirst().orElseThrow(), classes);
        }
        return folder.resolve("quarkus-app/quarkus-run.jar");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void apply(Path patch, Path folder) throws Exception {
        ProcessBuilder git = new ProcessBuilder("git", "apply", patch.toString()).directory(folder.toFile());
        git.environment().put("GIT_CEILING_DIRECTORIES", folder.getParent().toString());
        assertEquals(0, git.inheritIO().start().waitFor(), patch.toString());
    }

    /** @return the files that the patch changes */
    private static List<String> changed(Path patch) throws IOException {
        return Files.readAllLines(patch).stream()
                .filter(line -> line.startsWith("+++ b/"))
                .map(line -> line.substring("+++ b/".length()))
                .toList();
    }

    private static void compile(List<Path> files, Path classes) {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-parameters", "--release", "17"));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
        files.forEach(file -> arguments.add(file.toString()));
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, exit, "the bug compiles");
    }

    private static void update(Path jar, Path classes) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                Path inside = content.getPath("/", classes.relativize(each).toString());
                Files.copy(each, inside, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
