package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The moderation of texts before delivery. */
@RegisterForReflection // as RoomcastConfig
public interface ModerationConfig {

    /** {@code none}, {@code words} (a list), or {@code wechat} (its service). */
    @WithDefault("none")
    Mode mode();

    /** The methods that are looked at; {@code $text}: texts without one, {@code $info}: members' info. */
    @WithDefault("chat,$text,$info,$list")
    Set<String> methods();

    /** The words that are not let through. */
    Optional<List<String>> words();

    /** A file with such words, a line each. */
    Optional<String> wordsFile();

    /** The decision on a text for which WeChat suggests a review. */
    @WithDefault("refuse")
    Policy review();

    /** The decision on a text that could not be checked. */
    @WithDefault("refuse")
    Policy unchecked();

    /** Calls of WeChat's service, at most; it allows 4000. */
    @WithDefault("3500")
    int callsPerMinute();

    /** The moderator. */
    enum Mode {
        NONE,
        WORDS,
        WECHAT
    }

    /** The decision where the result is uncertain. */
    enum Policy {
        REFUSE,
        PASS
    }
}
