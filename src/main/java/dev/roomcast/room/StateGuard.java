package dev.roomcast.room;

import dev.roomcast.protocol.Position;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the shared state on which a decision of the rules depends. The engine accepts the decision only if none of
 * them changed after the position.
 *
 * @param seen the position of the state that the rules saw
 * @param keys the keys; {@link #ALL} stands for the whole state
 */
public record StateGuard(Position seen, Set<String> keys) {

    /** Every key, including absent ones. */
    public static final String ALL = "*";

    /** Beyond so many keys the whole state is guarded: that costs less. */
    static final int MAX_KEYS = 16;

    /** The guard of some keys; null where there are none. */
    static @Nullable StateGuard of(Position seen, Set<String> keys) {
        return keys.isEmpty() ? null : new StateGuard(seen, keys.size() > MAX_KEYS ? Set.of(ALL) : keys);
    }
}
