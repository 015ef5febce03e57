package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** How matches are made in rooms whose names begin with a prefix. */
@RegisterForReflection // as RoomcastConfig
public interface MatchConfig {

    /** The players of a full match; without it, no matches are made. */
    OptionalInt players();

    /** The players that suffice after half of the patience; without it, {@link #players}. */
    OptionalInt least();

    /** The number of teams, which are equally large. */
    @WithDefault("1")
    int teams();

    /** How far apart the skills may be at first. */
    @WithDefault("100")
    double skill();

    /** By how much that grows per second. */
    @WithDefault("20")
    double skillGrow();

    /** After how long a search ends without a match. */
    @WithDefault("60s")
    Duration patience();
}
