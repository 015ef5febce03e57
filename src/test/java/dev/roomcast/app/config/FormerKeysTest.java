package dev.roomcast.app.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormerKeysTest {

    private static Set<String> keysOf(Map<String, String> properties) {
        Map<String, String> required = Map.of("roomcast.limits.message-bytes", "65536");
        return new SmallRyeConfigBuilder()
                .withMapping(RoomcastConfig.class)
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(
                        new PropertiesConfigSource(required, "defaults", 50),
                        new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(RoomcastConfig.class)
                .screen()
                .keySet();
    }

    private static String refusal(Set<String> keys, Set<String> variables) {
        return assertThrows(IllegalArgumentException.class, () -> FormerKeys.check(keys, variables))
                .getMessage();
    }

    @Test
    void names_the_new_key_for_a_property() {
        assertEquals(
                "Configuration: roomcast.screen.words-file is now called roomcast.moderation.words-file"
                        + " (ROOMCAST_MODERATION_WORDS_FILE).",
                refusal(keysOf(Map.of("roomcast.screen.words-file", "words.txt")), Set.of()));
    }

    @Test
    void names_the_new_key_for_a_variable() {
        assertEquals(
                "Configuration: roomcast.screen.calls-per-minute is now called roomcast.moderation.calls-per-minute"
                        + " (ROOMCAST_MODERATION_CALLS_PER_MINUTE).",
                refusal(Set.of(), Set.of("PATH", "ROOMCAST_SCREEN_CALLS_PER_MINUTE")));
    }

    @Test
    void accepts_the_new_keys() {
        assertDoesNotThrow(() -> FormerKeys.check(
                keysOf(Map.of("roomcast.moderation.mode", "words")), Set.of("ROOMCAST_MODERATION_MODE")));
    }
}
