package dev.roomcast.room;

import dev.roomcast.protocol.Position;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the shared state on which a decision of the rules depends. The engine accepts the decision only if none
 * of them has changed since the position.
 *
 * @param seen the position of the state that the rules read
 * @param keys the keys; {@link #ALL} means the whole state
 */
public record StateGuard(Position seen, Set<String> keys) {

    /** Every key, including absent ones. */
    public static final String ALL = "*";

    /** The maximum number of separately guarded keys; beyond it, the whole state is guarded, which costs less. */
    static final int MAX_KEYS = 16;

    /** Returns the guard of some keys; null: no keys. */
    static @Nullable StateGuard of(Position seen, Set<String> keys) {
        return keys.isEmpty() ? null : new StateGuard(seen, keys.size() > MAX_KEYS ? Set.of(ALL) : keys);
    }
}
