package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;
import java.util.Set;

/** The operators' HTTP API. */
@RegisterForReflection // as RoomcastConfig
public interface ApiConfig {

    /** The keys that open it, each of at least 16 characters; without one there is no API. */
    Optional<Set<String>> key();

    /** A file with named keys and their scopes, one a line; it is read again when it changes. */
    Optional<String> keysFile();
}
