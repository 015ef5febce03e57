package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Startup errors and warnings of an invalid configuration. */
class SettingsIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ROOMCAST_LIMITS_OUTBOX_BYTES | 0 | roomcast.limits.outbox-bytes is at least 1.",
                "ROOMCAST_HOOKS_URL | ftp://example.com | roomcast.hooks.url is an address of http or https",
                "ROOMCAST_HOOKS_URL | https://example.com | need roomcast.hooks.secret",
                "ROOMCAST_AUTH_SECRET | these are 31 bytes, one too few | roomcast.auth.secret is at least 32 bytes long",
                "ROOMCAST_AUTH_MODE | jwt | roomcast.auth.mode=jwt needs one of roomcast.auth.secret",
                "ROOMCAST_AUTH_MODE | header | roomcast.auth.mode=header needs roomcast.trusted-proxies",
                "ROOMCAST_MODERATION_MODE | words | needs roomcast.moderation.words or roomcast.moderation.words-file",
                "ROOMCAST_SCREEN_MODE | words | roomcast.screen.mode is now called roomcast.moderation.mode",
                "ROOMCAST_PING | soon | The config property roomcast.ping with the config value \"soon\""
            })
    void explains_an_invalid_value_at_startup_without_a_stack_trace(String name, String value, String sentence) {
        Exception ended = assertThrows(
                Exception.class,
                () -> ServerProcess.options().with(name, value).start().close());
        assertTrue(ended.getMessage().contains(sentence), ended.getMessage());
        assertFalse(ended.getMessage().contains("\tat "), ended.getMessage());
    }

    @Test
    void suggests_the_key_for_a_misspelled_variable_and_ignores_a_valid_one() throws Exception {
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

    @Test
    void warns_at_the_start_unless_clients_are_authenticated() throws Exception {
        try (ServerProcess open = ServerProcess.options().start();
                ServerProcess closed = ServerProcess.options()
                        .with("ROOMCAST_AUTH_MODE", "jwt")
                        .with("ROOMCAST_AUTH_SECRET", "a secret of this test, long enough for it")
                        .start()) {
            assertTrue(open.log().newest().contains("event=anonymous "), open.log()::newest);
            assertFalse(closed.log().newest().contains("event=anonymous "), closed.log()::newest);
        }
    }
}
