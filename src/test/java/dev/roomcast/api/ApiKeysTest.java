package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private final ApiKeys keys = new ApiKeys(List.of("the key of this test", "the one before it"));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer the key of this test", "bearer the one before it", "Bearer  the key of this test "})
    void every_key_is_accepted(String authorization) {
        assertTrue(keys.accept(authorization));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "the key of this test",
                "Basic the key of this test",
                "Bearer the key of this tesT",
                "Bearer the key of this test2",
                "Bearer the key of this test,the one before it"
            })
    void nothing_else_is(String authorization) {
        assertFalse(keys.accept(authorization));
    }

    @Test
    void without_keys_nothing_is_accepted() {
        ApiKeys none = new ApiKeys(List.of());
        assertFalse(none.exist());
        assertFalse(none.accept("Bearer "));
    }
}
