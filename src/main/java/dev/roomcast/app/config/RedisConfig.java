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

    /** {@code standalone}: one server; {@code cluster}: many; {@code sentinel}: a master with replicas. */
    @WithDefault("standalone")
    RedisAddress.Kind type();

    /**
     * {@code redis://} or, with TLS, {@code rediss://}, with {@code user:password@} if necessary. URLs of the server,
     * of some servers of the cluster, or of the sentinels.
     */
    @WithDefault("redis://localhost:6379")
    List<String> url();

    /** The master's name at the sentinels, or a URL with that name as its host. */
    Optional<String> master();

    /** A file with the trusted certificates in PEM format; without it, those that Java trusts. */
    Optional<String> ca();

    /** The prefix of all keys and channels: 1 to 32 of {@code A-Z a-z 0-9 _ . -}. */
    @WithDefault("roomcast")
    String prefix();

    /** The time without a heartbeat after which a node is considered dead; at least 1 second. */
    @WithDefault("10s")
    Duration lease();

    /** The time without an answer after which a connection is reopened, at least 500 ms. */
    @WithDefault("5s")
    Duration timeout();

    /** Concurrent requests to each server, at least 16; further ones are refused as {@code unavailable}. */
    @WithDefault("8192")
    int window();

    /**
     * How long publications wait for a disconnected Redis, at most 1 minute, and within the bound of {@code window};
     * afterwards they are refused as {@code unavailable}. 0: they do not wait.
     */
    @WithDefault("0s")
    Duration publishWait();

    /**
     * How long the keys of an unused room stay in Redis beyond its history and linger time, at least 1 second. Nodes
     * renew the keys of rooms in which they own members.
     */
    @WithDefault("30m")
    Duration keyGrace();
}
