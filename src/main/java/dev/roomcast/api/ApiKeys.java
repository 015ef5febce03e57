package dev.roomcast.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of operators: configured keys with all scopes, and the keys of a file, which is reloaded after changes. Only
 * hashes are retained, and comparisons take constant time. Thread: any.
 */
public final class ApiKeys {

    /** The minimum length of a key, in characters. */
    public static final int MIN_LENGTH = 16;

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final String SCHEME = "Bearer ";
    /** The minimum interval between two checks of the file, in milliseconds. */
    private static final long RELOAD_MILLIS = 1000;

    private final List<ApiKey> configured = new ArrayList<>();
    private final @Nullable Path file;
    private final LongSupplier clock;
    private volatile List<ApiKey> ofFile = List.of();
    private FileTime readVersion;
    private long reloadedAt;

    /** @param keys the keys; empty: the API is disabled */
    public ApiKeys(Collection<String> keys) {
        this(keys, null, () -> 0);
    }

    /**
     * @param file a file with lines {@code NAME SCOPES KEY}; null: none
     * @param clock returns milliseconds of a monotonic clock
     * @throws IllegalArgumentException for an unreadable or invalid file
     */
    public ApiKeys(Collection<String> keys, @Nullable Path file, LongSupplier clock) {
        keys.forEach(key ->
                configured.add(new ApiKey("key" + (configured.size() + 1), EnumSet.allOf(ApiScope.class), hash(key))));
        this.file = file;
        this.clock = clock;
        this.reloadedAt = clock.getAsLong();
        if (file != null) {
            try {
                read();
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "it cannot be read: " + e.getClass().getSimpleName(), e);
            }
        }
    }

    /** Returns whether the API is enabled. */
    boolean exist() {
        return !configured.isEmpty() || file != null;
    }

    /**
     * Finds the key of a request.
     *
     * @param authorization the header Authorization; null: absent
     * @return the key; null: no valid key
     */
    @Nullable
    ApiKey find(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        reload();
        byte[] given = hash(authorization.substring(SCHEME.length()).strip());
        ApiKey found = null;
        for (List<ApiKey> keys : List.of(configured, ofFile)) {
            for (ApiKey each : keys) {
                if (MessageDigest.isEqual(each.hash(), given)) {
                    found = each;
                }
            }
        }
        return found;
    }

    /** Reloads the file if it has changed. An invalid file changes nothing. */
    private synchronized void reload() {
        long now = clock.getAsLong();
        if (file == null || now - reloadedAt < RELOAD_MILLIS) {
            return;
        }
        reloadedAt = now;
        try {
            if (!Files.getLastModifiedTime(file).equals(readVersion)) {
                read();
                LOG.infof("event=api-keys-read keys=%d", ofFile.size());
            }
        } catch (IOException | IllegalArgumentException e) {
            String cause = e instanceof IOException ? e.getClass().getSimpleName() : e.getMessage();
            LOG.errorf("event=api-keys-unreadable cause=\"%s\"", cause);
        }
    }

    private void read() throws IOException {
        readVersion = Files.getLastModifiedTime(file);
        List<ApiKey> keys = new ArrayList<>();
        int number = 0;
        try (var lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    keys.add(key(line.strip(), number));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        ofFile = List.copyOf(keys);
    }

    private static ApiKey key(String line, int number) {
        String[] words = line.split("\\s+");
        if (words.length != 3 || !words[0].matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("line " + number + " is not NAME SCOPES KEY");
        }
        if (words[2].length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "the key of line " + number + " is shorter than " + MIN_LENGTH + " characters");
        }
        try {
            return new ApiKey(words[0], ApiScope.of(words[1]), hash(words[2]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
