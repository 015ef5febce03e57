package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Rules of the application in Java. */
@RegisterForReflection // as RoomcastConfig
public interface RulesConfig {

    /** The time limit of a decision; never 0. */
    @WithDefault("3s")
    Duration timeout();

    /** The maximum number of concurrent blocking rules; further ones are refused; never 0. */
    @WithDefault("64")
    int threads();
}
