package dev.roomcast.auth;

import dev.roomcast.concurrent.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key ids that a recent fetch has proved absent, so that they cause no fetch for some time. Thread: any. */
final class AbsentKeys {

    /** The time for which a key id counts as absent, in milliseconds. */
    private static final long MILLIS = 10_000;

    private static final int MAX_IDS = 1024;
    /** The longest key id that is remembered, in characters. */
    private static final int MAX_LENGTH = 128;

    private final Clock clock;
    /** The time of the proof by key id, oldest first. */
    private final Map<String, Long> provenAt = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_IDS;
        }
    };

    AbsentKeys(Clock clock) {
        this.clock = clock;
    }

    /** @param id the key id; null: the token has none, and is not remembered */
    synchronized void add(@Nullable String id) {
        if (id != null && id.length() <= MAX_LENGTH) {
            provenAt.remove(id);
            provenAt.put(id, clock.monotonicMillis());
        }
    }

    synchronized boolean contains(@Nullable String id) {
        Long proven = id == null ? null : provenAt.get(id);
        return proven != null && clock.monotonicMillis() - proven < MILLIS;
    }
}
