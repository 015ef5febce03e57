package dev.roomcast.redis.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Error replies of a server, with the texts of Redis 7. */
class RefusalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MOVED 3999 127.0.0.1:6381",
                "ASK 3999 127.0.0.1:6381",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "CLUSTERDOWN Hash slot not served"
            })
    void suspects_the_slot_map_if_a_server_does_not_own_the_slot(String message) {
        assertTrue(Refusal.isMisrouted(new IllegalStateException(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OOM command not allowed when used memory > 'maxmemory'.", "ERR unknown command", ""})
    void does_not_suspect_the_slot_map_after_another_error(String message) {
        assertFalse(Refusal.isMisrouted(new IllegalStateException(message)));
    }
}
