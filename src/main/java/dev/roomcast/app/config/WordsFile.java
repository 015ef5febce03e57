package dev.roomcast.app.config;

import dev.roomcast.concurrent.Clock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** A file with one word on each line, which is reloaded after changes. */
final class WordsFile {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The interval between two checks of the file, in milliseconds. */
    private static final long CHECK_MILLIS = 1000;

    private final Path file;
    /** The permanent words of the list. */
    private final List<String> others;

    /** The modification time of the last version that was read; null: the last version was not readable. */
    private FileTime seen;

    WordsFile(Path file, List<String> others) {
        this.file = file;
        this.others = others;
    }

    /** Returns the words of the file and the permanent words. */
    List<String> read() throws IOException {
        seen = Files.getLastModifiedTime(file);
        List<String> words = new ArrayList<>(others);
        words.addAll(Files.readAllLines(file));
        return words;
    }

    /** Calls {@code changed} with the words after each change of the file. An unreadable file changes nothing. */
    void watch(Vertx vertx, Clock clock, Consumer<List<String>> changed) {
        clock.schedule(
                CHECK_MILLIS,
                () -> vertx.executeBlocking(() -> checkFile(changed)).onComplete(done -> watch(vertx, clock, changed)));
    }

    private Object checkFile(Consumer<List<String>> changed) {
        try {
            if (!Files.getLastModifiedTime(file).equals(seen)) {
                List<String> words = read();
                changed.accept(words);
                LOG.infof("event=words-read words=%d", words.size());
            }
        } catch (IOException e) {
            if (seen != null) { // an unreadable file is logged once
                seen = null;
                LOG.errorf("event=words-unreadable cause=\"%s\"", e.getClass().getSimpleName());
            }
        }
        return null;
    }
}
