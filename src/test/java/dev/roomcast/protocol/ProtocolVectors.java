package dev.roomcast.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/** The test vectors of the protocol: files of scenarios that any implementation can run, and their tests. */
public final class ProtocolVectors {

    private static final Path FOLDER = Path.of("src/test/resources/protocol");

    /**
     * One file.
     *
     * @param settings the required settings of the server, by key; empty: the defaults
     */
    record Vectors(String name, Map<String, String> settings, JsonNode scenarios) {

        Stream<DynamicTest> tests(Supplier<Scenario.Server> server) {
            return StreamSupport.stream(scenarios.spliterator(), false)
                    .map(each -> DynamicTest.dynamicTest(each.get("name").textValue(), () -> {
                        try (Scenario scenario = new Scenario(server.get(), each)) {
                            scenario.run();
                        }
                    }));
        }
    }

    private ProtocolVectors() {}

    /** Returns all files, ordered by name. */
    static List<Vectors> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(ProtocolVectors::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vectors read(Path file) {
        try {
            JsonNode json = Template.JSON.readTree(file.toFile());
            Map<String, String> settings = new LinkedHashMap<>();
            json.path("settings")
                    .properties()
                    .forEach(each -> settings.put(each.getKey(), each.getValue().textValue()));
            String name = file.getFileName().toString().replace(".json", "");
            return new Vectors(name, settings, json.isArray() ? json : json.get("scenarios"));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
