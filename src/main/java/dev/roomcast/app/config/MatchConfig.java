package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Matchmaking for rooms with a name prefix. */
@RegisterForReflection // as RoomcastConfig
public interface MatchConfig {

    /** The number of players of a full match; without it, no matches are made. */
    OptionalInt players();

    /** The number of players that suffices after half of {@link #patience}; without it, {@link #players}. */
    OptionalInt least();

    /** The number of equally large teams. */
    @WithDefault("1")
    int teams();

    /** The greatest difference in skill at the beginning. */
    @WithDefault("100")
    double skill();

    /** The growth of that difference per second. */
    @WithDefault("20")
    double skillGrow();

    /** The time after which a search ends without a match. */
    @WithDefault("60s")
    Duration patience();
}
