package dev.roomcast.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The history of a run, in the order of observation. */
final class Recorder {

    private final List<Event> events = new ArrayList<>();

    synchronized void add(Event event) {
        events.add(event);
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, events().stream().map(Event::line).toList());
    }

    static List<Event> read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(Event::parse).toList();
        }
    }
}
