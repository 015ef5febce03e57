package dev.roomcast.app.pages;

import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files below {@code META-INF/resources}. A file is read at its first request and cached, except in dev mode. Only
 * existing files are cached, so that the size of the files bounds the memory. Thread: any.
 */
final class StaticFiles {

    private static final String ROOT = "META-INF/resources";

    /** Valid paths: no empty or hidden segment, and none that leads upwards. */
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();
    private final boolean isKept = LaunchMode.current() != LaunchMode.DEVELOPMENT;

    /**
     * @param path the normalized path of a request, with a leading slash
     * @return the file; null: not found
     */
    @Nullable
    StaticFile find(String path) {
        String name = path.endsWith("/") ? path + "index.html" : path;
        StaticFile kept = files.get(name);
        if (kept != null) {
            return kept;
        }
        StaticFile read = PATH.matcher(name).matches() && StaticFile.hasType(name) ? read(name) : null;
        if (read != null && isKept) {
            files.put(name, read);
        }
        return read;
    }

    private static @Nullable StaticFile read(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream(ROOT + name)) {
            return file == null ? null : StaticFile.of(name, file.readAllBytes());
        } catch (IOException e) {
            return null; // for example, a folder
        }
    }
}
