package dev.roomcast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every log line is an event that a program can parse, and the operations page documents it. */
class LogPageTest {

    /** A call that writes to the log, up to the end of its text. */
    private static final Pattern CALL =
            Pattern.compile("LOG\\s*\\.\\w+\\([^\"]*\"((?:[^\"\\\\]|\\\\.|\"\\s*\\+\\s*\")*)\"");

    private static final Pattern FORM = Pattern.compile("event=[a-z-]+( [a-z-]+=(\\\\\".*?\\\\\"|[^ \"]+)| %s)*");
    private static final Pattern EVENT = Pattern.compile("event=([a-z-]+)");

    @Test
    void formats_every_log_line_as_an_event_with_keys_and_values() throws IOException {
        List<String> odd =
                lines().stream().filter(line -> !FORM.matcher(line).matches()).toList();
        assertEquals(List.of(), odd);
    }

    @Test
    void documents_exactly_the_logged_events() throws IOException {
        Set<String> logged = new TreeSet<>();
        lines().forEach(line -> collect(line, logged));
        Set<String> described = new TreeSet<>();
        Files.readAllLines(Path.of("src/site/markdown/operations.md")).stream()
                .filter(line -> line.startsWith("| `event="))
                .forEach(line -> collect(line, described));
        assertEquals(logged, described);
        assertTrue(logged.size() > 15);
    }

    private static void collect(String text, Set<String> events) {
        Matcher event = EVENT.matcher(text);
        while (event.find()) {
            events.add(event.group(1));
        }
    }

    private static List<String> lines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(LogPageTest::read)
                    .flatMap(source -> CALL.matcher(source).results().map(call -> call.group(1)))
                    .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", ""))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
