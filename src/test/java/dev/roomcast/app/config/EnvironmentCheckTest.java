package dev.roomcast.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What looks like a setting in the environment, and is none. */
class EnvironmentCheckTest {

    private final EnvironmentCheck keys = new EnvironmentCheck();

    @Test
    void a_misspelled_one_is_found_with_the_key_that_was_meant() {
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
    void good_ones_those_of_rooms_by_prefix_and_those_of_others_are_left_alone() {
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
