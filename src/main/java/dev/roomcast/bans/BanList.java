package dev.roomcast.bans;

import dev.roomcast.concurrent.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bans that this node knows. A check costs one map lookup, and nothing while the list is empty. Thread: any. */
public final class BanList {

    /** The maximum number of entries, including lifted and expired ones that are retained: about 10 MB. */
    public static final int MAX = 20_000;

    /** The interval in which expired entries are removed, in milliseconds. */
    private static final long CLEAN_MILLIS = 60_000;

    private final Clock clock;
    private final Map<String, Ban> bans = new ConcurrentHashMap<>();
    private volatile Consumer<Ban> enforcer = ban -> {};
    private volatile long cleanedAt;

    public BanList(Clock clock) {
        this.clock = clock;
    }

    /** @param enforcer receives each new entry in force */
    public void enforceBy(Consumer<Ban> enforcer) {
        this.enforcer = enforcer;
    }

    /** Applies an entry, unless a later one with the same key exists. */
    public void apply(Ban ban) {
        long now = clock.epochMillis();
        Ban[] old = new Ban[1];
        Ban kept = bans.compute(ban.key(), (key, known) -> {
            old[0] = known;
            return known != null && known.changedAt() >= ban.changedAt() ? known : ban;
        });
        if (kept != old[0] && ban.isInForce(now)) {
            enforcer.accept(ban);
        }
        if (now - cleanedAt > CLEAN_MILLIS) {
            cleanedAt = now;
            bans.values().removeIf(each -> each.endsAt() <= now);
        }
    }

    /**
     * Returns the entry with a change time that takes effect on all nodes, regardless of differences between their
     * clocks.
     */
    public Ban dated(Ban ban) {
        Ban old = bans.get(ban.key());
        return ban.changedAt(Math.max(clock.epochMillis(), old == null ? 0 : old.changedAt() + 1));
    }

    /** @return the lifted entry to store; null: no such entry in force */
    public @Nullable Ban lifted(Ban.Kind kind, String room, String user) {
        Ban old = bans.get(Ban.key(kind, room, user));
        return old == null || !old.isInForce(clock.epochMillis()) ? null : dated(old.lifted(clock.epochMillis()));
    }

    /** @return the ban that applies to the user in the room; null: none */
    public @Nullable Ban of(@Nullable String user, String room) {
        if (bans.isEmpty() || user == null) {
            return null;
        }
        Ban everywhere = inForce(Ban.Kind.USER, "", user);
        return everywhere != null ? everywhere : inForce(Ban.Kind.USER, room, user);
    }

    /** @param issuedAt the time of issue of the token, in milliseconds since 1970; 0: unknown */
    public boolean isRevoked(String user, long issuedAt) {
        Ban tokens = bans.isEmpty() ? null : inForce(Ban.Kind.TOKENS, "", user);
        return tokens != null && issuedAt < tokens.issuedBefore();
    }

    private @Nullable Ban inForce(Ban.Kind kind, String room, String user) {
        Ban ban = bans.get(Ban.key(kind, room, user));
        return ban != null && ban.isInForce(clock.epochMillis()) ? ban : null;
    }

    boolean hasPlaceFor(Ban ban) {
        return bans.size() < MAX || bans.containsKey(ban.key());
    }

    /** Returns all entries, including lifted ones that are retained. */
    public Collection<Ban> all() {
        return Collections.unmodifiableCollection(bans.values());
    }

    /**
     * Returns the entries in force, in the order of their keys.
     *
     * @param after the key before the first result; empty: from the beginning
     */
    public List<Ban> list(String after, int limit) {
        long now = clock.epochMillis();
        return bans.values().stream()
                .filter(each -> each.isInForce(now) && each.key().compareTo(after) > 0)
                .sorted(Comparator.comparing(Ban::key))
                .limit(limit)
                .toList();
    }
}
