package dev.roomcast.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Detection of misspelled settings in the environment. */
class EnvironmentCheckTest {

    private final EnvironmentCheck keys = new EnvironmentCheck();

    @Test
    void suggests_the_nearest_key_for_a_misspelled_variable() {
        assertEquals(
                Map.of(
                        "ROOMCAST_LIMITS_MESSAGE_PER_SECOND", "roomcast.limits.messages-per-second",
                        "ROOMCAST_DRAINS", "roomcast.drain",
                        "ROOMCAST_HOOKS_BEFORE_PUBLISH_METHOD", "roomcast.hooks.before-publish.methods"),
                keys.misspelled(Set.of(
                        "ROOMCAST_LIMITS_MESSAGE_PER_SECOND",
                        "ROOMCAST_DRAINS",
                        "ROOMCAST_HOOKS_BEFORE_PUBLISH_METHOD")));
    }

    @Test
    void ignores_valid_variables_room_prefixes_and_variables_of_other_programs() {
        assertEquals(
                Map.of(),
                keys.misspelled(Set.of(
                        "ROOMCAST_DRAIN",
                        "ROOMCAST_ROOMS__GAME__LINGER",
                        "ROOMCAST_ROOMS__GAME__MAX_MEMBERS",
                        "ROOMCAST_SERVICE_HOST",
                        "ROOMCAST_PORT",
                        "ROOMCAST_PORT_80_TCP_ADDR",
                        "PATH")));
        assertEquals(
                Set.of("ROOMCAST_ROOMS__GAME__LINGERS"),
                keys.misspelled(Set.of("ROOMCAST_ROOMS__GAME__LINGERS")).keySet());
    }
}
