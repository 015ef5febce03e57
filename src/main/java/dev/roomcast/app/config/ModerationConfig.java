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

    /** The methods that are checked; {@code $text}: texts without a method, {@code $info}: members' info. */
    @WithDefault("chat,$text,$info,$list")
    Set<String> methods();

    /** The refused words. */
    Optional<List<String>> words();

    /** A file with further refused words, one on each line. */
    Optional<String> wordsFile();

    /** The decision on a text for which WeChat suggests a review. */
    @WithDefault("refuse")
    Policy review();

    /** The decision on a text that could not be checked. */
    @WithDefault("refuse")
    Policy unchecked();

    /** The maximum number of calls to WeChat's service per minute; WeChat allows 4000. */
    @WithDefault("3500")
    int callsPerMinute();

    /** The kinds of moderators. */
    enum Mode {
        NONE,
        WORDS,
        WECHAT
    }

    /** The decisions if the result is uncertain. */
    enum Policy {
        REFUSE,
        PASS
    }
}
