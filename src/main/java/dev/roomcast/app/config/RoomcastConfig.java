package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every key of the configuration that is Roomcast's own. */
@ConfigMapping(prefix = "roomcast")
@RegisterForReflection // its keys are read for those who misspell one
public interface RoomcastConfig {

    /** The limits of one client and of all clients together. */
    LimitsConfig limits();

    /** How it is known who somebody is. */
    AuthConfig auth();

    /** The mini program whose users log in here. */
    WechatConfig wechat();

    /** The moderation of texts before delivery. */
    ModerationConfig moderation();

    /** Keys of former versions, now {@code roomcast.moderation.*}: one of them stops the start. */
    Map<String, String> screen();

    /** The operators' HTTP API. */
    ApiConfig api();

    /** The webhooks of the application's own server. */
    HooksConfig hooks();

    /** Rules of the application in Java. */
    RulesConfig rules();

    /** The name of this node, the same after a restart; without it, that of its host. */
    Optional<String> node();

    /** The settings of rooms by the beginning of their name; the longest that fits counts. */
    Map<String, RoomConfig> rooms();

    /** The settings of every room for which there is nothing else. */
    RoomConfig room();

    /** Plain words that are heartbeats, and their answers. */
    @WithDefault("ping=pong,heartbeat=heartbeat")
    String heartbeats();

    /** Silence after which a connection is asked for a sign of life; it is closed after twice that and 10 seconds. */
    @WithDefault("25s")
    Duration ping();

    /** How long the members are given to go when the server stops. */
    @WithDefault("5s")
    Duration drain();

    /** {@code memory}: this node alone; {@code redis}: the same rooms on many nodes. */
    @WithDefault("memory")
    EngineKind engine();

    /** The Redis that nodes share. */
    RedisConfig redis();

    /** The origins that browsers may come from; none: all. Clients that send no origin always may. */
    Optional<Set<String>> origins();

    /** Whether the demo page, at {@code /}, and the game, at {@code /game/}, are served. */
    @WithDefault("true")
    boolean demo();

    /** Proxies that are believed: addresses, or networks such as {@code 10.0.0.0/8}. */
    Optional<List<String>> trustedProxies();

    /** {@code netty}, or {@code portable}: slower, with nothing but public interfaces. */
    @WithDefault("netty")
    Transport transport();

    /** How connections are written to. */
    enum Transport {
        NETTY,
        PORTABLE
    }
}
