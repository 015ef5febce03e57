package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The webhooks of the application's own server. */
@RegisterForReflection
public interface HooksConfig {

    /** Where events are posted; without it, nowhere. */
    Optional<String> url();

    /** With what every request is signed, at least 24 bytes of UTF-8, or {@code whsec_} and Base64. */
    Optional<String> secret();

    /** The events that are posted. */
    @WithDefault(
            "member.joined,member.away,member.back,member.left,room.opened,room.closed,room.reset,run.started,run.ended,match.made")
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

    /** The publications that the server is asked about before delivery. */
    BeforePublishConfig beforePublish();

    /** The question to the server before a connection enters a room. */
    ConnectConfig connect();

    /** The question to the server before a connection enters a room. */
    interface ConnectConfig {

        /** Where it is asked; without it, nowhere. */
        Optional<String> url();

        /** From a question to the end of its answer; never 0. */
        @WithDefault("2s")
        Duration timeout();

        /** The decision on a connection where no answer comes. */
        @WithDefault("refuse")
        ModerationConfig.Policy onFailure();
    }

    /** The publications that the server is asked about before delivery. */
    interface BeforePublishConfig {

        /** Where it is asked; without it, nowhere. */
        Optional<String> url();

        /** The methods about which it is asked; {@code $text}: texts without one, {@code $info}: members' info. */
        @WithDefault("chat,$text")
        Set<String> methods();

        /** From a question to the end of its answer; never 0. */
        @WithDefault("1s")
        Duration timeout();

        /** The decision on a publication where no answer comes. */
        @WithDefault("refuse")
        ModerationConfig.Policy onFailure();
    }
}
