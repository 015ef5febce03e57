package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All configuration keys of Roomcast. */
@ConfigMapping(prefix = "roomcast")
@RegisterForReflection // its keys are read for those who misspell one
public interface RoomcastConfig {

    /** The bounds of single clients and of all clients together. */
    LimitsConfig limits();

    /** The authentication of users. */
    AuthConfig auth();

    /** The mini program whose users log in on this server. */
    WechatConfig wechat();

    /** The moderation of texts before delivery. */
    ModerationConfig moderation();

    /** Former keys, now {@code roomcast.moderation.*}; any of them prevents the start. */
    Map<String, String> screen();

    /** The operators' HTTP API. */
    ApiConfig api();

    /** The webhooks of the application's own server. */
    HooksConfig hooks();

    /** Rules of the application in Java. */
    RulesConfig rules();

    /** The name of this node, the same after a restart; without it, the host name. */
    Optional<String> node();

    /** The settings of rooms by name prefix; the longest matching prefix applies. */
    Map<String, RoomConfig> rooms();

    /** The default settings of rooms. */
    RoomConfig room();

    /** Plain words that serve as heartbeats, with their answers. */
    @WithDefault("ping=pong,heartbeat=heartbeat")
    String heartbeats();

    /** The silence after which a connection receives a ping; it is closed after twice that time and 10 seconds. */
    @WithDefault("25s")
    Duration ping();

    /** The time in which connections are closed when the server stops. */
    @WithDefault("5s")
    Duration drain();

    /** {@code memory}: rooms of this node only; {@code redis}: rooms that many nodes share. */
    @WithDefault("memory")
    EngineKind engine();

    /** The Redis that nodes share. */
    RedisConfig redis();

    /** The origins from which browsers may connect; without any, all. Clients without an origin may always connect. */
    Optional<Set<String>> origins();

    /** Whether the demo page at {@code /} and the game at {@code /game/} are served. */
    @WithDefault("true")
    boolean demo();

    /** The trusted proxies: addresses, or networks such as {@code 10.0.0.0/8}. */
    Optional<List<String>> trustedProxies();

    /** {@code netty}, or {@code portable}: slower, but over public interfaces only. */
    @WithDefault("netty")
    Transport transport();

    /** The kinds of transports. */
    enum Transport {
        NETTY,
        PORTABLE
    }
}
