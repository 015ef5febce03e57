package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roomcast.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Detection by the simulation of bugs that are planted in copies of the code. The bugs of the script need a Redis. */
@Tag("slow")
class PlantedMatchBugsTest {

    private static final Path BUGS = Path.of("src/test/resources/faults-match");

    /** The timeout, which also detects bugs that prevent the end of the simulation. */
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    static List<String> bugs() throws IOException {
        try (Stream<Path> files = Files.list(BUGS)) {
            return files.map(file -> file.getFileName().toString().replace(".patch", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void finds_the_planted_bug(String bug) throws Exception {
        Path classes = plant(BUGS.resolve(bug + ".patch").toAbsolutePath());
        boolean isOfRedis = bug.startsWith("redis-");
        if (isOfRedis) {
            RedisServer.open().close();
        }
        String simulation =
                isOfRedis ? "dev.roomcast.redis.RedisMatchSimulation" : "dev.roomcast.match.MemoryMatchSimulation";
        String found = run(classes, simulation, isOfRedis ? "600" : "3000");
        assertFalse(found.isBlank(), "the bug was not found");
    }

    /** @return the folder of the changed classes and resources */
    private Path plant(Path patch) throws Exception {
        String file = Files.readAllLines(patch).stream()
                .filter(line -> line.startsWith("+++ b/"))
                .findFirst()
                .orElseThrow()
                .substring("+++ b/".length());
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(file), copy);
        ProcessBuilder git = new ProcessBuilder("git", "apply", patch.toString()).directory(folder.toFile());
        git.environment().put("GIT_CEILING_DIRECTORIES", folder.getParent().toString());
        assertEquals(0, git.inheritIO().start().waitFor(), patch + " must be updated");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        if (file.endsWith(".java")) {
            List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-parameters"));
            arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
            arguments.add(copy.toString());
            int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
            assertEquals(0, exit, "it compiles");
        } else {
            Path resource = classes.resolve(Path.of("src/main/resources").relativize(Path.of(file)));
            Files.createDirectories(resource.getParent());
            Files.copy(copy, resource);
        }
        return classes;
    }

    private String run(Path classes, String simulation, String steps) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        simulation,
                        "1",
                        steps)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "the simulation does not end";
        }
        return Files.readString(folder.resolve("output"));
    }
}
