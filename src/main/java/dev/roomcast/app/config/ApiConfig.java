package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;
import java.util.Set;

/** The operators' HTTP API. */
@RegisterForReflection // as RoomcastConfig
public interface ApiConfig {

    /** The keys with all scopes, each of at least 16 characters; without any key, the API is disabled. */
    Optional<Set<String>> key();

    /** A file with named keys and their scopes, one on each line; it is reloaded after changes. */
    Optional<String> keysFile();
}
