package dev.roomcast.app.config;

import dev.roomcast.redis.client.RedisAddress;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Redis that nodes share. */
@RegisterForReflection // as RoomcastConfig
public interface RedisConfig {

    /** {@code standalone}: one server; {@code cluster}: many; {@code sentinel}: one that others may take the place of. */
    @WithDefault("standalone")
    RedisAddress.Kind type();

    /**
     * {@code redis://} or, with TLS, {@code rediss://}; with {@code user:password@} where that is needed. Of some servers
     * of the cluster, or of the sentinels.
     */
    @WithDefault("redis://localhost:6379")
    List<String> url();

    /** The name by which the sentinels know the master, or a URL with that name for its host. */
    Optional<String> master();

    /** A file with the certificates, in PEM, of those who may vouch for the servers; without it, those that Java trusts. */
    Optional<String> ca();

    /** How the names of all keys and channels begin: 1 to 32 of {@code A-Z a-z 0-9 _ . -}. */
    @WithDefault("roomcast")
    String prefix();

    /** After which a node that was not heard of is taken for dead; at least 1 second. */
    @WithDefault("10s")
    Duration lease();

    /** After which a server is given up that does not answer, at least 500 ms; then it is connected to again. */
    @WithDefault("5s")
    Duration timeout();

    /** Requests that may be under way at once, at each server, at least 16; beyond it {@code unavailable}. */
    @WithDefault("8192")
    int window();

    /**
     * How long what is said waits while Redis is away, at most 1 minute, and as much of it as fits into {@code window};
     * then it is {@code unavailable}. 0: it does not wait.
     */
    @WithDefault("0s")
    Duration publishWait();

    /**
     * How long the keys of a room stay in Redis beyond its history and linger when no node uses the room, at least 1
     * second. Nodes renew the keys of rooms in which they have members.
     */
    @WithDefault("30m")
    Duration keyGrace();
}
