package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says of a configuration that makes no sense. */
class SettingsIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ROOMCAST_LIMITS_OUTBOX_BYTES | 0 | roomcast.limits.outbox-bytes is at least 1.",
                "ROOMCAST_HOOKS_URL | ftp://example.com | roomcast.hooks.url is an address of http or https",
                "ROOMCAST_HOOKS_URL | https://example.com | need roomcast.hooks.secret",
                "ROOMCAST_MODERATION_MODE | words | needs roomcast.moderation.words or roomcast.moderation.words-file",
                "ROOMCAST_SCREEN_MODE | words | roomcast.screen.mode is now called roomcast.moderation.mode",
                "ROOMCAST_PING | soon | The config property roomcast.ping with the config value \"soon\""
            })
    void a_wrong_value_stops_the_start_with_a_sentence_and_no_stack(String name, String value, String sentence) {
        Exception ended = assertThrows(
                Exception.class,
                () -> ServerProcess.options().with(name, value).start().close());
        assertTrue(ended.getMessage().contains(sentence), ended.getMessage());
        assertFalse(ended.getMessage().contains("\tat "), ended.getMessage());
    }

    @Test
    void a_misspelled_variable_is_named_with_the_key_that_was_meant_and_a_good_one_is_not() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .with("ROOMCAST_LIMITS_ROOMZ", 4)
                .with("ROOMCAST_LIMITS_ROOMS", 4)
                .start()) {
            String log = server.log().newest();
            assertTrue(
                    log.contains("event=unknown-setting name=ROOMCAST_LIMITS_ROOMZ nearest=roomcast.limits.rooms"),
                    log);
            assertFalse(log.contains("name=ROOMCAST_LIMITS_ROOMS "), log);
        }
    }
}
