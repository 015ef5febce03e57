package dev.roomcast.auth;

import dev.roomcast.concurrent.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key ids that a recent fetch proved absent, so that they cause no fetch for a while. Any thread may call. */
final class AbsentKeys {

    /** The time for which a key id counts as absent, in milliseconds. */
    private static final long MILLIS = 10_000;

    private static final int MAX_IDS = 1024;
    /** Longer key ids are not remembered, in characters. */
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

    /** @param id null for a token without a key id, which is never remembered */
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
