package dev.roomcast.app;

import dev.roomcast.room.RoomType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Every key of the configuration that is Roomcast's own. */
@ConfigMapping(prefix = "roomcast")
@RegisterForReflection // its keys are read for those who misspell one
public interface RoomcastConfig {

    /** What one client, and all together, may take. */
    LimitsConfig limits();

    /** How it is known who somebody is. */
    AuthConfig auth();

    /** The mini program whose users log in here. */
    WechatConfig wechat();

    /** What people write, looked at before others see it. */
    ScreenConfig screen();

    /** The operators' HTTP API. */
    ApiConfig api();

    /** What an application's own server is told and asked. */
    HooksConfig hooks();

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

    /** How it is known who somebody is. */
    interface AuthConfig {

        /** {@code anonymous}: nobody is asked; {@code jwt}: by a token; {@code header}: by a trusted proxy's word. */
        @WithDefault("anonymous")
        Mode mode();

        /** What issuer and node share, at least 32 bytes of UTF-8: for tokens of HS256, and to hide names. */
        Optional<String> secret();

        /** The public key of who issues the tokens, in PEM, or the path of a file with it. */
        Optional<String> publicKey();

        /** The address where the issuer publishes its keys (a JSON Web Key Set). */
        Optional<String> jwks();

        /** The {@code iss} that a token must have; without it, any. */
        Optional<String> issuer();

        /** Of which a token's {@code aud} must have one; without it, any. */
        Optional<Set<String>> audience();

        /** By how much the clocks of issuer and node may differ. */
        @WithDefault("5s")
        Duration skew();

        /** Whether a token may stand in the address, as {@code ?token=}, where proxies may write it down. */
        @WithDefault("false")
        boolean queryToken();

        /** The header in which a trusted proxy says who it is. */
        @WithDefault("X-WX-OPENID")
        String header();

        /** Who says who somebody is. */
        enum Mode {
            ANONYMOUS,
            JWT,
            HEADER
        }
    }

    /** The mini program whose users log in here. */
    interface WechatConfig {

        /** Its appid; without it nobody logs in through WeChat. */
        Optional<String> appid();

        /** Its secret. */
        Optional<String> secret();

        /** Where WeChat's servers are. */
        @WithDefault("https://api.weixin.qq.com")
        String baseUrl();

        /** How long a token is good that is issued here. */
        @WithDefault("2h")
        Duration tokenLifetime();
    }

    /** What people write, looked at before others see it. */
    interface ScreenConfig {

        /** {@code none}, {@code words} (a list), or {@code wechat} (its service). */
        @WithDefault("none")
        Mode mode();

        /** The methods that are looked at; {@code $text}: texts without one, {@code $info}: members' info. */
        @WithDefault("chat,$text,$info")
        Set<String> methods();

        /** The words that are not let through. */
        Optional<List<String>> words();

        /** A file with such words, a line each. */
        Optional<String> wordsFile();

        /** What becomes of a text that WeChat would have people look at. */
        @WithDefault("refuse")
        Policy review();

        /** What becomes of a text that could not be looked at. */
        @WithDefault("refuse")
        Policy unchecked();

        /** Calls of WeChat's service, at most; it allows 4000. */
        @WithDefault("3500")
        int callsPerMinute();

        /** Who looks. */
        enum Mode {
            NONE,
            WORDS,
            WECHAT
        }

        /** What to do in doubt. */
        enum Policy {
            REFUSE,
            PASS
        }
    }

    /** The operators' HTTP API. */
    interface ApiConfig {

        /** The keys that open it, each of at least 16 characters; without one there is no API. */
        Optional<Set<String>> key();
    }

    /** What an application's own server is told and asked. */
    interface HooksConfig {

        /** Where events are posted; without it, nowhere. */
        Optional<String> url();

        /** With what every request is signed, at least 24 bytes of UTF-8, or {@code whsec_} and Base64. */
        Optional<String> secret();

        /** The events that are posted. */
        @WithDefault("member.joined,member.away,member.back,member.left,room.opened,room.closed,room.reset")
        Set<String> events();

        /** The methods whose publications are posted too; {@code $text}: texts without one; without it, none. */
        Optional<Set<String>> methods();

        /** From a post to the end of its answer; never 0. */
        @WithDefault("5s")
        Duration timeout();

        /** Attempts after which a post is given up; never 0. */
        @WithDefault("10")
        int attempts();

        /** Events that may wait; beyond it the oldest are given up; never less than the batch size. */
        @WithDefault("10000")
        int queueSize();

        /** Of them, in bytes; at least 65536. */
        @WithDefault("4194304")
        long queueBytes();

        /** Events that go with one post; never 0. */
        @WithDefault("100")
        int batchSize();

        /** How long the process goes on for what waits when the node stops. */
        @WithDefault("3s")
        Duration stopTime();

        /** What the server is asked before it is published. */
        BeforePublishConfig beforePublish();

        /** What the server is asked before it is published. */
        interface BeforePublishConfig {

            /** Where it is asked; without it, nowhere. */
            Optional<String> url();

            /** The methods about which it is asked; {@code $text}: texts without one, {@code $info}: members' info. */
            @WithDefault("chat,$text")
            Set<String> methods();

            /** From a question to the end of its answer; never 0. */
            @WithDefault("1s")
            Duration timeout();

            /** What becomes of something about which there is no answer. */
            @WithDefault("refuse")
            ScreenConfig.Policy onFailure();
        }
    }

    /** Bounds of what one client, and all together, may take. */
    interface LimitsConfig {

        /** The longest message, in bytes; never 0. */
        int messageBytes();

        /** Messages of one connection per second, in the long run; 0: no bound. */
        @WithDefault("100")
        double messagesPerSecond();

        /** How many may come at once. */
        @WithDefault("300")
        double messagesBurst();

        /** Bytes of one connection's messages per second, in the long run; 0: no bound. */
        @WithDefault("1048576")
        double bytesPerSecond();

        /** How many may come at once. */
        @WithDefault("4194304")
        double bytesBurst();

        /** What may wait for a member who does not read, in bytes; never 0. */
        @WithDefault("1048576")
        long outboxBytes();

        /** Connections of the node; 0: no bound; without it, as many as the memory and the open files allow. */
        OptionalInt connections();

        /** Connections from one network address; 0: no bound. */
        @WithDefault("0")
        int connectionsPerAddress();

        /** New connections from one network address per second; 0: no bound. */
        @WithDefault("0")
        int connectsPerAddress();

        /** Connections of one user who logged in; 0: no bound. */
        @WithDefault("0")
        int connectionsPerUser();

        /** Logins from one network address per second; 0: no bound. */
        @WithDefault("20")
        int loginsPerAddress();

        /** From the handshake to {@code $connect}; never 0. */
        @WithDefault("10s")
        Duration connectTime();

        /** How long a closing connection may take; never 0. */
        @WithDefault("3s")
        Duration closeTime();

        /** A member's info, in bytes. */
        @WithDefault("1024")
        int infoBytes();

        /** Bad requests after which a connection is closed; never 0. */
        @WithDefault("10")
        int badRequests();

        /** Rooms of the node; 0: no bound; beyond it, empty rooms lose their history before its age. */
        @WithDefault("100000")
        int rooms();

        /** The history of all rooms, in bytes; without it, a quarter of the memory, at most 256 MiB. */
        OptionalLong historyBytes();

        /** What may wait inside the node, in bytes; without it, a sixteenth of the memory, at most 64 MiB. */
        OptionalLong backlogBytes();
    }

    /** What rooms of one kind share. Without a value, that of {@code roomcast.room} counts. */
    interface RoomConfig {

        /** How long a member who lost its connection may come back: 0–900 s. */
        Optional<Duration> linger();

        /** Publications that are kept. */
        OptionalInt historySize();

        /** Of them, in bytes. */
        OptionalLong historyBytes();

        /** How long one is kept, and the history of an empty room. */
        Optional<Duration> historyAge();

        /** Members, those away included; 0: no bound. */
        OptionalInt maxMembers();

        /** Members who are away at once. */
        OptionalInt maxAway();

        /** When a user comes a second time: {@code allow}, {@code replace} the first, or {@code reject} the second. */
        Optional<RoomType.SameUser> sameUser();

        /** Whether level 0 members get their own messages. */
        Optional<Boolean> echo();

        /** Whether members hear of one another. */
        Optional<Boolean> presence();

        /** Members above which they hear only how many there are. */
        OptionalInt presenceMax();

        /** How long changes are gathered in a room that is not small. */
        Optional<Duration> presenceGather();

        /** Messages of all members per second, in the long run; 0: no bound. */
        OptionalDouble messagesPerSecond();

        /** Bytes of all members' messages per second, in the long run; 0: no bound. */
        OptionalDouble bytesPerSecond();

        /** What everybody may do whose token says nothing else. */
        Optional<Set<String>> rights();
    }
}
