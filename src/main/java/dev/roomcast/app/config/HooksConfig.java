package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The webhooks to the application's own server. */
@RegisterForReflection
public interface HooksConfig {

    /** The URL for events; without it, none are posted. */
    Optional<String> url();

    /** The secret that signs every request: at least 24 bytes of UTF-8, or {@code whsec_} and Base64. */
    Optional<String> secret();

    /** The types of events to post. */
    @WithDefault(
            "member.joined,member.away,member.back,member.left,room.opened,room.closed,room.reset,run.started,run.ended,match.made")
    Set<String> events();

    /** The methods whose publications are also posted; {@code $text}: texts without a method; without it, none. */
    Optional<Set<String>> methods();

    /** The longest time from a post to the end of its response; never 0. */
    @WithDefault("5s")
    Duration timeout();

    /** The number of attempts for a post; never 0. */
    @WithDefault("10")
    int attempts();

    /** The maximum number of queued events; beyond it the oldest are dropped; at least the batch size. */
    @WithDefault("10000")
    int queueSize();

    /** The maximum size of queued events, in bytes; at least 65536. */
    @WithDefault("4194304")
    long queueBytes();

    /** The maximum number of events in one post; never 0. */
    @WithDefault("100")
    int batchSize();

    /** The time in which queued events are still posted when the node stops. */
    @WithDefault("3s")
    Duration stopTime();

    /** The request to the application's server before a publication is delivered. */
    BeforePublishConfig beforePublish();

    /** The request to the application's server before a connection joins a room. */
    ConnectConfig connect();

    /** The request to the application's server before a connection joins a room. */
    interface ConnectConfig {

        /** The URL for the request; without it, none is sent. */
        Optional<String> url();

        /** The longest time from a request to the end of its response; never 0. */
        @WithDefault("2s")
        Duration timeout();

        /** The decision on a connection without a response. */
        @WithDefault("refuse")
        ModerationConfig.Policy onFailure();
    }

    /** The request to the application's server before a publication is delivered. */
    interface BeforePublishConfig {

        /** The URL for the request; without it, none is sent. */
        Optional<String> url();

        /** The methods that need a decision; {@code $text}: texts without a method, {@code $info}: members' info. */
        @WithDefault("chat,$text")
        Set<String> methods();

        /** The longest time from a request to the end of its response; never 0. */
        @WithDefault("1s")
        Duration timeout();

        /** The decision on a publication without a response. */
        @WithDefault("refuse")
        ModerationConfig.Policy onFailure();
    }
}
